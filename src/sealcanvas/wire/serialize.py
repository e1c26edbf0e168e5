"""Dict to bytes: the answer of an operation, and the answer to a refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sealcanvas.wire import json11, query, restjson, restxml, scalars
from sealcanvas.wire.message import Response
from sealcanvas.wire.model import Operation, ServiceModel

_JSON = "application/x-amz-json-1.1"


def serialize(operation: Operation, result: Mapping[str, Any], request_id: str) -> Response:
    """The answer of an operation from its output members; members with None are left out.

    For a streamed output the body is b"" and the headers lack the length: the server adds both. Raises KeyError for a
    member that the output does not have.
    """
    if operation.service.protocol == "json":
        return Response(200, _json_headers(request_id), json11.write(operation, dict(result)))
    if operation.service.protocol == "query":
        headers = {"content-type": "text/xml", "x-amzn-requestid": request_id}
        return Response(200, headers, query.write(operation, result, request_id))
    if operation.service.protocol == "rest-json":
        return restjson.write(operation, result, request_id)
    return restxml.write(operation, result, request_id)


def serialize_json(operation: Operation, result: Mapping[str, Any], request_id: str) -> Response:
    """The answer of an operation of any service, as JSON; raises KeyError as `serialize`."""
    return Response(200, _json_headers(request_id), json11.write(operation, dict(result)) or b"{}")


def serialize_error(
    service: ServiceModel,
    code: str,
    message: str,
    status: int,
    members: Mapping[str, Any],
    request_id: str,
    resource: str = "",
) -> Response:
    """The answer to a refusal in the service's manner; resource: the path an S3 error names.

    To HEAD the server sends the headers without the body.
    """
    if service.protocol == "query":
        headers = {"content-type": "text/xml", "x-amzn-requestid": request_id}
        return Response(status, headers, query.write_error(service, code, message, status, members, request_id))
    if service.protocol == "rest-xml":
        return restxml.write_error(code, message, status, members, request_id, resource)
    # KMS spells the text of this one error with a capital, these two services that of all.
    always = service.name in ("organizations", "sagemaker-runtime")
    capital = always or (service.name == "kms" and code == "AccessDeniedException")
    name = "Message" if capital else "message"
    document = {"__type": code, name: message, **{k: _plain(v) for k, v in members.items() if v is not None}}
    headers = {**_json_headers(request_id), "x-amzn-errortype": code}
    if service.protocol == "rest-json":
        headers["content-type"] = restjson.JSON
    return Response(status, headers, json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode())


def _json_headers(request_id: str) -> dict[str, str]:
    return {"content-type": _JSON, "x-amzn-requestid": request_id}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return scalars.to_blob(value)
    if isinstance(value, datetime):
        return scalars.to_epoch(value)
    return value
