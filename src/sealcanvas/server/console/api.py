"""`POST /console/api/<service>`: an operation in JSON, as the session's role, through the same dispatcher as door A."""

from dataclasses import replace
from math import inf
from typing import Any

from sealcanvas.server.console.live_sessions import Live
from sealcanvas.server.door import Door
from sealcanvas.service.call import Call, Journal, new_request_id
from sealcanvas.sign_in.user_session import key_of
from sealcanvas.wire import json11
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import SERVICES, Operation, load
from sealcanvas.wire.serialize import serialize_json

PREFIX = "/console/api/"
_KINDS = ("application/json", "application/x-amz-json-1.1", "application/x-amz-json-1.0")


def operation_of(request: Request) -> Operation:
    """The operation that the path and `X-Amz-Target` name.

    Raises:
        WireError: there is none, or it streams, or the body is said to be no JSON.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _KINDS:
        raise WireError("UnsupportedMediaType", "Send the parameters as application/json.", 415)
    service = request.path.removeprefix(PREFIX)
    name = request.headers.get("x-amz-target", "").rpartition(".")[2]
    operation = load(service).operations.get(name) if service in SERVICES else None
    if operation is None:
        raise WireError("UnknownOperationException", "The requested operation is not recognized by the service.")
    if operation.streaming_input or operation.streaming_output:
        raise WireError("UnknownOperationException", f"{name} streams: send it to S3 by a presigned request.")
    return operation


def carry_out(door: Door, request: Request, operation: Operation, call: Call) -> Response:
    """Parse the body, carry the operation out, and answer in JSON.

    Raises:
        WireError, ServiceError, NotYet: as door A's operations.
    """
    result = door.perform(operation, json11.parse(operation, request.body), call)
    response = serialize_json(operation, result, call.request_id)
    response.headers.update(call.journal.headers)
    return response


def call_for(door: Door, request: Request, request_id: str, live: Live, waited: float = 0.0) -> Call:
    """The call that a session's request makes: whom it acts as, without a signature."""
    access_key = live.credentials.access_key_id
    call = door.call_of(request, request_id, live.identity, access_key, live.region, signed=False)
    return replace(call, waited=waited, hangs_on=key_of(live.session))


def ask(door: Door, call: Call, service: str, name: str, **parameters: Any) -> dict[str, Any]:
    """An operation asked for a page of ours, as the session's role; it waits for nothing.

    Raises:
        ServiceError: as the operation.
    """
    own = replace(call, request_id=new_request_id(), journal=Journal(), waited=inf)
    return door.perform(load(service).operations[name], parameters, own)
