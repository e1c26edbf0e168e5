"""The rest-json protocol: path, query and headers, and a JSON document or bytes as the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from sealcanvas.wire import json11, route_s3, scalars, xmltext
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import Operation, ServiceModel, Shape

JSON = "application/json"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LABEL = re.compile(r"\{([A-Za-z]+)\}")


def route(service: ServiceModel, request: Request) -> Operation:
    """The operation whose path a request has; raises WireError UnknownOperationException."""
    for operation, path in _paths(service.name, service):
        if operation.http_method == request.method and path.fullmatch(request.path):
            return operation
    raise WireError("UnknownOperationException", "The requested operation is not recognized by the service.", 404)


@cache
def _paths(_name: str, service: ServiceModel) -> tuple[tuple[Operation, re.Pattern[str]], ...]:
    return tuple((operation, _path(operation.request_uri)) for operation in service.operations.values())


@cache
def _path(uri: str) -> re.Pattern[str]:
    parts = _LABEL.split(uri.partition("?")[0])
    return re.compile(
        "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    )


def parse(operation: Operation, request: Request) -> dict[str, Any]:
    """The typed input of an operation; raises WireError SerializationException or ValidationException."""
    shape = operation.input
    if shape is None:
        return {}
    found = _parse_body(operation, shape, request.body)
    match = _path(operation.request_uri).fullmatch(request.path)
    labels = match.groupdict() if match else {}
    query = dict(route_s3.pairs(request))
    for name, member in shape.members.items():
        location, wire_name = member.serialization.get("location"), member.serialization.get("name", name)
        text = None
        if location == "uri":
            text = _decoded(labels.get(wire_name, ""))
        elif location == "querystring":
            text = query.get(wire_name)
        elif location == "header":
            text = request.headers.get(wire_name.lower())
        if text is not None:
            found[name] = _value(member, wire_name, text)
    return found


def _parse_body(operation: Operation, shape: Shape, body: bytes) -> dict[str, Any]:
    payload = shape.serialization.get("payload")
    if payload is None:
        inside = [name for name, member in shape.members.items() if "location" not in member.serialization]
        document = json11.parse(operation, body) if inside else {}
        return {name: value for name, value in document.items() if name in inside}
    if shape.members[payload].type_name != "blob":
        raise NotImplementedError(f"{operation.id}: a payload that is no blob")  # no served operation has one
    return {payload: body}


def _decoded(text: str) -> str:
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise WireError("ValidationException", "The request path is not percent-encoded UTF-8") from None


def _value(member: Shape, name: str, text: str) -> Any:
    try:
        return xmltext.from_text(member.type_name, text)
    except ValueError:
        raise WireError("SerializationException", f"{name} is no {member.type_name}") from None


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> Response:
    """The answer of an operation; raises KeyError for a member that the output does not have."""
    headers = {"x-amzn-requestid": request_id, "content-type": JSON}
    shape = operation.output
    if shape is None:
        return Response(operation.response_status, headers, b"")
    body: dict[str, Any] = {}
    for name, value in result.items():
        member = shape.members[name]
        if value is None:
            continue
        if member.serialization.get("location") == "header":
            text = xmltext.to_text(member, value, scalars.http_date)
            headers[member.serialization["name"].lower()] = _CONTROL.sub(" ", text)
        else:
            body[name] = value
    payload = shape.serialization.get("payload")
    if payload is not None:
        return Response(operation.response_status, headers, bytes(body.get(payload, b"")))
    return Response(operation.response_status, headers, json11.write(operation, body))
