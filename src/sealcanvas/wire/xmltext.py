"""XML as the query and rest-xml protocols use it: writing by shape, text of scalars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sealcanvas.wire import scalars
from sealcanvas.wire.model import Shape

WriteTime = Callable[[datetime], str]
# Beyond the five, S3 writes control characters as references, so that line ends in a key survive a parser.
_SPECIAL = re.compile(r"[&<>\"'\x00-\x08\x0a-\x1f\x7f\ufffe\uffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def escape(text: str) -> str:
    """Text for an element or an attribute."""
    return _SPECIAL.sub(lambda m: _NAMED.get(m[0]) or f"&#x{ord(m[0]):x};", text)


def from_text(kind: str, text: str) -> Any:
    """A scalar of a shape type from its text; raises ValueError."""
    if kind in ("string", "character"):
        return text
    if kind in ("integer", "long"):
        return scalars.parse_integer(text)
    if kind in ("float", "double"):
        return scalars.parse_number(text)
    if kind == "boolean":
        return scalars.parse_boolean(text)
    if kind == "blob":
        return scalars.parse_blob(text)
    return scalars.parse_time(text)


def to_text(shape: Shape, value: Any, time: WriteTime) -> str:
    """The text of a scalar; time: how the protocol writes times where the shape does not say."""
    kind = shape.type_name
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "blob":
        return scalars.to_blob(value)
    if kind in ("float", "double"):
        return scalars.to_number(value)
    if kind == "timestamp":
        return {"rfc822": scalars.http_date, "iso8601": scalars.iso_milliseconds}.get(
            shape.serialization.get("timestampFormat", ""), time
        )(value)
    return str(value)


def write(parts: list[str], shape: Shape, name: str, value: Any, time: WriteTime, attributes: str = "") -> None:
    """Appends the element of a value to parts; raises KeyError for an unknown member."""
    kind = shape.type_name
    if kind == "structure":
        parts.append(f"<{name}{attributes}{_attributes(shape, value)}>")
        write_members(parts, shape, value, time)
        parts.append(f"</{name}>")
    elif kind == "list":
        _write_list(parts, shape, name, value, time)
    elif kind == "map":
        _write_map(parts, shape, name, value, time)
    else:
        parts.append(f"<{name}{attributes}>{escape(to_text(shape, value, time))}</{name}>")


def write_members(parts: list[str], shape: Shape, value: Mapping[str, Any], time: WriteTime) -> None:
    """Appends the members of a structure that belong in the body."""
    for key, inner in value.items():
        member = shape.members[key]
        traits = member.serialization
        if inner is not None and "location" not in traits and not traits.get("xmlAttribute"):
            write(parts, member, member.serialization.get("name", key), inner, time)


def _attributes(shape: Shape, value: Mapping[str, Any]) -> str:
    """The members of a structure that are attributes of its element (`xsi:type` of an ACL's grantees)."""
    found = ""
    for name, inner in value.items():
        traits = shape.members[name].serialization
        if traits.get("xmlAttribute") and inner is not None:
            space = shape.serialization["xmlNamespace"]
            found += f' xmlns:{space["prefix"]}="{space["uri"]}" {traits["name"]}="{escape(str(inner))}"'
    return found


def _write_list(parts: list[str], shape: Shape, name: str, value: Any, time: WriteTime) -> None:
    member = shape.member
    if shape.serialization.get("flattened"):
        for item in value:
            write(parts, member, member.serialization.get("name", name), item, time)
        return
    parts.append(f"<{name}>")
    for item in value:
        write(parts, member, member.serialization.get("name", "member"), item, time)
    parts.append(f"</{name}>")


def _write_map(parts: list[str], shape: Shape, name: str, value: Any, time: WriteTime) -> None:
    flat = shape.serialization.get("flattened")
    entry = name if flat else "entry"
    if not flat:
        parts.append(f"<{name}>")
    for key, inner in value.items():
        parts.append(f"<{entry}>")
        write(parts, shape.key, shape.key.serialization.get("name", "key"), key, time)
        write(parts, shape.value, shape.value.serialization.get("name", "value"), inner, time)
        parts.append(f"</{entry}>")
    if not flat:
        parts.append(f"</{name}>")


def plain(name: str, value: Any) -> str:
    """The element of a value without a shape, as errors hold them: text, number, time or list of text."""
    if isinstance(value, list | tuple):
        # HeadersNotSigned and its like: AWS joins the names with a comma and a space.
        value = ", ".join(str(item) for item in value)
    elif isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, datetime):
        value = scalars.iso_seconds(value)
    elif isinstance(value, bytes):
        value = scalars.to_blob(value)
    return f"<{name}>{escape(str(value))}</{name}>"
