"""Schemas of the three types of datasets: which attributes a domain asks for, and what each one means."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.forecast.datasets.domains import DOMAINS, NUMBER, Fields
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.quotas import COLUMNS, RELATED_FEATURES

TIMESTAMP = "timestamp"
TARGET, RELATED, METADATA = "TARGET_TIME_SERIES", "RELATED_TIME_SERIES", "ITEM_METADATA"
_WORDS = {TARGET: "a target time series", RELATED: "a related time series", METADATA: "item metadata"}


@dataclass(frozen=True, slots=True)
class Schema:
    """A dataset's columns, in the order of the file.

    Attributes:
        columns: (name, type) pairs; a type is string, integer, float or timestamp.
        item: the column that names the item; target: the one that is forecast, "" where there is none.
    """

    columns: tuple[tuple[str, str], ...]
    item: str
    target: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Text columns beside the item: of time series dimensions by which series may be told apart."""
        return tuple(name for name, kind in self.columns if kind == "string" and name != self.item)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Number columns beside the target: of related time series its features."""
        return tuple(name for name, kind in self.columns if kind in NUMBER and name != self.target)


def read_schema(domain: str, kind: str, schema: dict[str, Any]) -> Schema:
    """Read a request's Schema.

    Args:
        kind: the dataset's type.

    Raises:
        InvalidInputException: an attribute is missing, of the wrong type, repeated, or not for such a dataset.
    """
    names = DOMAINS[domain]
    columns = attributes(schema)
    if len(columns) > COLUMNS[kind]:
        raise InvalidInputException(
            f"Schema has {len(columns)} attributes; {_WORDS[kind]} has at most {COLUMNS[kind]}."
        )
    wanted: dict[str, tuple[str, ...]] = {names.item: ("string",)}
    suggested: Fields = {}
    if kind == TARGET:
        wanted |= {TIMESTAMP: (TIMESTAMP,), names.target: NUMBER}
        suggested = {"location": ("string",)} if names.location else {}
    elif kind == RELATED:
        wanted |= {TIMESTAMP: (TIMESTAMP,)}
        suggested = names.related
    else:
        suggested = names.metadata
    kinds = dict(columns)
    for name, allowed in wanted.items():
        if kinds.get(name) not in allowed:
            raise InvalidInputException(
                f"Schema of domain {domain} must have the attribute {name} of type {' or '.join(allowed)}."
            )
    for name, found in columns:
        allowed = wanted.get(name) or suggested.get(name) or _further(kind)
        if found not in allowed:
            raise InvalidInputException(
                f"Schema attribute {name} of type {found} is not supported: in {_WORDS[kind]} it must be of type "
                f"{' or '.join(allowed)}."
            )
    read = Schema(columns, names.item, names.target if kind == TARGET else "")
    _check_features(kind, read, names.target)
    return read


def _further(kind: str) -> tuple[str, ...]:
    """The types of attributes that a domain does not know; geolocation is none of them."""
    return ("string",) if kind == TARGET else ("string", *NUMBER)


def _check_features(kind: str, schema: Schema, target: str) -> None:
    if kind == METADATA:
        if len(schema.columns) < 2:
            raise InvalidInputException(f"Schema must have an attribute beside {schema.item}.")
        return
    if kind != RELATED:
        return
    if target in schema.numbers or target in schema.texts:
        raise InvalidInputException(f"Schema of a related time series must not have the target {target}.")
    if not schema.numbers:
        raise InvalidInputException("Schema of a related time series must have a feature of type integer or float.")
    if len(schema.numbers) > RELATED_FEATURES:
        raise InvalidInputException(f"Schema of a related time series can have at most {RELATED_FEATURES} features.")


def attributes(schema: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The (name, type) pairs of a request's Schema.

    Raises:
        InvalidInputException: there are none, one lacks its name or type, or a name stands twice.
    """
    columns = tuple(
        (each.get("AttributeName", ""), each.get("AttributeType", "")) for each in schema.get("Attributes", [])
    )
    if not columns or not all(name and kind for name, kind in columns):
        raise InvalidInputException("Schema must list Attributes, each with an AttributeName and an AttributeType.")
    if len({name for name, _ in columns}) < len(columns):
        raise InvalidInputException("Schema has an AttributeName that occurs more than once.")
    return columns
