"""The json-1.1 protocol: one closure a shape, compiled at the first use.

Operations of services that speak another protocol can be put in JSON too: members then have their own names.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sealcanvas.wire import scalars
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import Operation, Shape, load
from sealcanvas.wire.pershape import PerShape

Convert = Callable[[Any], Any]


def parse(operation: Operation, body: bytes) -> dict[str, Any]:
    """The typed input of an operation; raises WireError SerializationException."""
    if operation.input is None:
        return {}
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_no_constant) if body else {}
    except (ValueError, RecursionError):
        raise WireError("SerializationException", "The request body is not valid JSON") from None
    if not isinstance(document, dict):
        raise WireError("SerializationException", f"{_kind(document)} can not be converted to a Structure")
    try:
        found: dict[str, Any] = _parser(operation.service.name, operation.input)(document)
    except RecursionError:
        raise WireError("SerializationException", "The request body is nested too deeply") from None
    return found


def write(operation: Operation, result: dict[str, Any]) -> bytes:
    """An operation's output as JSON text; b"" for an operation without output, as AWS does."""
    if operation.output is None:
        return b""
    document = _writer(operation.service.name, operation.output)(result)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=True).encode("utf-8")


def _name(service: str, member: Shape, name: str) -> str:
    """What a member is called in JSON; a query's or XML's name for it is none of JSON's."""
    if load(service).protocol != "json":
        return name
    found: str = member.serialization.get("name", name)
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    names = {str: "STRING_VALUE", dict: "START_OBJECT", list: "START_ARRAY", type(None): "NULL_VALUE"}
    return names.get(type(value), "NUMBER_VALUE")


def _refuse(value: Any, wanted: str) -> WireError:
    article = "an" if wanted[0] in "AIEOU" else "a"
    return WireError("SerializationException", f"{_kind(value)} can not be converted to {article} {wanted}")


def _make_parser(service: str, shape: Shape) -> Convert:
    kind = shape.type_name
    if kind == "structure":
        return _structure_parser(service, shape)
    if kind == "list":
        item = _parser(service, shape.member)

        def parse_list(value: Any) -> list[Any]:
            if not isinstance(value, list):
                raise _refuse(value, "Collection")
            return [item(x) for x in value]

        return parse_list
    if kind == "map":
        item = _parser(service, shape.value)

        def parse_map(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise _refuse(value, "Map")
            return {k: item(x) for k, x in value.items()}

        return parse_map
    return _SCALARS[kind]


def _structure_parser(service: str, shape: Shape) -> Convert:
    members = {_name(service, member, name): (name, _parser(service, member)) for name, member in shape.members.items()}

    def parse_structure(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _refuse(value, "Structure")
        found = {}
        for key, inner in value.items():
            if inner is not None and key in members:
                name, convert = members[key]
                found[name] = convert(inner)
        return found

    return parse_structure


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse(value, "String")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate, which no store and no answer can hold
        raise WireError("SerializationException", "The request body holds text that is not Unicode") from None
    return value


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**31) <= value < 2**31:
        raise _refuse(value, "Integer")
    return value


def _long(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise _refuse(value, "Long")
    return value


def _double(value: Any) -> float:
    if isinstance(value, str) and value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(value, "Double")
    try:
        return float(value)
    except OverflowError:
        raise _refuse(value, "Double") from None


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refuse(value, "Boolean")
    return value


def _blob(value: Any) -> bytes:
    if not isinstance(value, str):
        raise _refuse(value, "Blob")
    try:
        return scalars.parse_blob(value)
    except ValueError:
        raise _refuse(value, "Blob") from None


def _timestamp(value: Any) -> datetime:
    try:
        if isinstance(value, str):
            return scalars.parse_time(value)
        return scalars.from_epoch(_double(value))
    except (ValueError, WireError):
        raise _refuse(value, "Timestamp") from None


_SCALARS: dict[str, Convert] = {
    "string": _string,
    "character": _string,
    "integer": _integer,
    "long": _long,
    "float": _double,
    "double": _double,
    "boolean": _boolean,
    "blob": _blob,
    "timestamp": _timestamp,
}


def _make_writer(service: str, shape: Shape) -> Convert:
    kind = shape.type_name
    if kind == "structure":
        members = {
            name: (_name(service, member, name), _writer(service, member)) for name, member in shape.members.items()
        }

        def write_structure(value: dict[str, Any]) -> dict[str, Any]:
            return {members[k][0]: members[k][1](v) for k, v in value.items() if v is not None}

        return write_structure
    if kind == "list":
        item = _writer(service, shape.member)
        return lambda value: [None if x is None else item(x) for x in value]
    if kind == "map":
        item = _writer(service, shape.value)
        return lambda value: {k: None if x is None else item(x) for k, x in value.items()}
    if kind == "blob":
        return scalars.to_blob
    if kind == "timestamp":
        return scalars.to_epoch
    return lambda value: value


def _later(find: Callable[[], Convert]) -> Convert:
    return lambda value: find()(value)


_parser = PerShape(_make_parser, _later)
_writer = PerShape(_make_writer, _later)
