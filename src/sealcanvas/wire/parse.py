"""Bytes to dict: the typed input of an operation from its request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sealcanvas.wire import json11, query, restjson, restxml, route_s3
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation


def parse(operation: Operation, request: Request, domains: Sequence[str] = route_s3.DOMAINS) -> dict[str, Any]:
    """The input of an operation: blobs as bytes, times aware, numbers as numbers, absent members absent.

    A streamed payload's member is absent: the server reads it. domains: as for `route`. Raises WireError:
    SerializationException (json, rest-json), MalformedInput (query), MalformedXML, InvalidArgument or InvalidURI (S3).
    """
    if operation.service.protocol == "json":
        return json11.parse(operation, request.body)
    if operation.service.protocol == "query":
        return query.parse(operation, request)
    if operation.service.protocol == "rest-json":
        return restjson.parse(operation, request)
    return restxml.parse(operation, request, domains)
