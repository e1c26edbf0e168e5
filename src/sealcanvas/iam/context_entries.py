"""ContextEntries of a simulation: condition keys with typed values."""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from sealcanvas.access.context import fold_key
from sealcanvas.access.request import ContextValue
from sealcanvas.iam.errors import InvalidInput


def read_context_entries(entries: Iterable[dict[str, Any]]) -> dict[str, ContextValue]:
    """The condition keys that `entries` give: a tuple for a list type, a text for all others.

    Raises:
        InvalidInput: no name or type, several values for a single one, a value that is not of its type, or one key
            twice.
    """
    found: dict[str, ContextValue] = {}
    folded: set[str] = set()
    for entry in entries:
        name, kind = entry.get("ContextKeyName"), entry.get("ContextKeyType")
        if not name or not kind:
            raise InvalidInput("A context entry needs ContextKeyName, ContextKeyValues and ContextKeyType.")
        if fold_key(name) in folded:
            raise InvalidInput(f"The context key {name} is given more than once.")
        folded.add(fold_key(name))
        found[name] = _value(name, kind, entry.get("ContextKeyValues", []))
    return found


def _value(name: str, kind: str, values: list[str]) -> ContextValue:
    scalar = kind.removesuffix("List")
    if scalar == kind and len(values) != 1:
        raise InvalidInput(f"The context key {name} of type {kind} must have exactly one value.")
    fits = _FITS[scalar]
    for value in values:
        if not fits(value):
            raise InvalidInput(f"The value {value[:100]} of the context key {name} is not of type {scalar}.")
    return values[0] if scalar == kind else tuple(values)


def _succeeds(read: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            read(value)
        except (ValueError, binascii.Error):
            return False
        return True

    return fits


def _date(value: str) -> object:
    try:
        return float(value)  # seconds of the epoch are a date, too
    except ValueError:
        return datetime.fromisoformat(value)


_FITS: dict[str, Callable[[str], bool]] = {
    "string": lambda _value: True,
    "boolean": lambda value: value.lower() in ("true", "false"),
    "numeric": _succeeds(float),
    "date": _succeeds(_date),
    "ip": _succeeds(lambda value: ip_network(value, strict=False)),
    "binary": _succeeds(lambda value: base64.b64decode(value, validate=True)),
}
