"""The query protocol: a form in, XML out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from sealcanvas.wire import scalars, xmltext
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation, ServiceModel, Shape

_MAX_FIELDS = 20_000
_MAX_DEPTH = 16
Node = dict[str, Any]  # name -> Node; "" -> the text at this point


def parse(operation: Operation, request: Request) -> dict[str, Any]:
    """The typed input of an operation; raises WireError MalformedQueryString or MalformedInput."""
    if operation.input is None:
        return {}
    form = request.body if request.method == "POST" else request.query.encode("ascii", "replace")
    found = _value(operation.input, _tree(form))
    return found if isinstance(found, dict) else {}


def _tree(form: bytes) -> Node:
    try:
        pairs = parse_qsl(form.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise WireError("MalformedQueryString", "The query string contains a syntax error.", 404) from None
    root: Node = {}
    for name, text in pairs:
        steps = name.split(".", _MAX_DEPTH)
        if len(steps) > _MAX_DEPTH or "" in steps:
            continue  # no served shape nests as deep, and an unknown member is ignored
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node[""] = text
    return root


def _value(shape: Shape, node: Node) -> Any:
    kind = shape.type_name
    if kind == "structure":
        found = {}
        for name, member in shape.members.items():
            inner = node.get(_name(member, name))
            if inner is not None:
                found[name] = _value(member, inner)
        return found
    if kind == "list":
        return [_value(shape.member, item) for item in _items(shape, node, _name(shape.member, "member"))]
    if kind == "map":
        items = _items(shape, node, "entry")
        key, value = _name(shape.key, "key"), _name(shape.value, "value")
        return {item.get(key, {}).get("", ""): _value(shape.value, item.get(value, {})) for item in items}
    return _scalar(kind, node.get("", ""))


def _items(shape: Shape, node: Node, wrapper: str) -> list[Node]:
    if not shape.serialization.get("flattened"):
        node = node.get(wrapper, {})
    numbered = [(int(k), v) for k, v in node.items() if k.isascii() and k.isdigit() and len(k) < 10]
    return [item for _, item in sorted(numbered, key=lambda pair: pair[0])]


def _name(shape: Shape, default: str) -> str:
    return str(shape.serialization.get("name", default))


def _scalar(kind: str, text: str) -> Any:
    try:
        return xmltext.from_text(kind, text)
    except ValueError:
        raise WireError("MalformedInput", f"STRING_VALUE can not be converted to {kind.capitalize()}") from None


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> bytes:
    """An operation's output as the XML document of the query protocol."""
    namespace = operation.service.xml_namespace
    parts = [f'<{operation.name}Response xmlns="{namespace}">']
    if operation.output is not None:
        wrapper = operation.output.serialization.get("resultWrapper", f"{operation.name}Result")
        xmltext.write(parts, operation.output, wrapper, result, scalars.iso_seconds)
    parts.append(f"<ResponseMetadata><RequestId>{xmltext.escape(request_id)}</RequestId></ResponseMetadata>")
    parts.append(f"</{operation.name}Response>")
    return "".join(parts).encode("utf-8")


def write_error(
    service: ServiceModel, code: str, message: str, status: int, members: Mapping[str, Any], request_id: str
) -> bytes:
    """The XML document of a refusal."""
    error = {"Type": "Sender" if status < 500 else "Receiver", "Code": code, "Message": message, **members}
    inner = "".join(xmltext.plain(name, value) for name, value in error.items() if value is not None)
    return (
        f'<ErrorResponse xmlns="{service.xml_namespace}"><Error>{inner}</Error>'
        f"<RequestId>{xmltext.escape(request_id)}</RequestId></ErrorResponse>"
    ).encode()
