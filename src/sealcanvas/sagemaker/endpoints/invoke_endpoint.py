"""InvokeEndpoint: one request, answered by one of an endpoint's models."""

import random
from typing import Any

from sealcanvas.jobs.serving.host import Host
from sealcanvas.jobs.serving.hosting import hosts_of
from sealcanvas.jobs.serving.invoke import Answered, NotReady, TooBusy, TooSlow, invoke
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.runtime import (
    ModelError,
    ModelNotReadyException,
    ServiceUnavailable,
    ValidationError,
    sagemaker_runtime,
)
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_UNSERVED = (
    *("CustomAttributes", "EnableExplanations", "InferenceComponentName", "PrefixAwareId", "SessionId"),
    *("TargetContainerHostname", "TargetModel"),
)
_OCTETS = "application/octet-stream"  # what clients send where nothing was said
_find = named("endpoint", "EndpointName")


def _conditions(_call: Call, _target: Any, request: Request) -> dict[str, str | tuple[str, ...]]:
    return {"sagemaker:TargetModel": request["TargetModel"]} if "TargetModel" in request else {}


@sagemaker_runtime.operation(
    "InvokeEndpoint",
    action="sagemaker:InvokeEndpoint",
    resource=_find,
    conditions=_conditions,
    atomic=False,
)
def invoke_endpoint(call: Call, found: Target, request: Request) -> Request:
    """Have the records in the body predicted; an InferenceId is kept in the audit record."""
    for member in _UNSERVED:
        if member in request:
            raise ValidationError(f"{member} is not supported.")
    if not isinstance(found, Stored) or found.details["current"] is None:
        # AWS says so of endpoints that are being created or have failed, too.
        raise ValidationError(f"Endpoint {request['EndpointName']} of account {call.account} not found.")
    try:
        return _predicted(call, found, request)
    except ModelNotReadyException:
        # An update may have ended since the endpoint was looked up: its former models are gone, and others serve.
        now = _find(call, request)
        if not isinstance(now, Stored) or now.details["current"] in (None, found.details["current"]):
            raise
        return _predicted(call, now, request)


def _predicted(call: Call, endpoint: Stored, request: Request) -> Request:
    variant = _variant(endpoint, request.get("TargetVariant"))
    host = _host(call, endpoint, variant)
    content_type = request.get("ContentType", _OCTETS)
    accept = request.get("Accept", "")
    answered = _ask(call, host, "" if content_type == _OCTETS else content_type, accept, request["Body"])
    return {"Body": answered.body, "ContentType": answered.content_type, "InvokedProductionVariant": variant}


def _variant(endpoint: Stored, wanted: str | None) -> str:
    variants = endpoint.details["current"]["variants"]
    names = [variant["name"] for variant in variants]
    if wanted is not None:
        if wanted not in names:
            raise ValidationError(f"Variant {wanted} not found for endpoint {endpoint.name}.")
        return wanted
    weights = [variant["weight"] for variant in variants]
    return str(random.choices(names, weights)[0])  # noqa: S311 - shares of requests are no secret


def _host(call: Call, endpoint: Stored, variant: str) -> Host:
    generation = endpoint.details["current"]["generation"]
    for host in hosts_of(call.instance, endpoint.arn):
        if (host.spec.generation, host.spec.variant) == (generation, variant):
            return host
    raise _not_ready(variant)


def _ask(call: Call, host: Host, content_type: str, accept: str, body: bytes) -> Answered:
    variant = host.spec.variant
    try:
        answered = invoke(call.instance, host, content_type, accept, body)
    except NotReady:
        raise _not_ready(variant) from None
    except TooBusy:
        raise ServiceUnavailable(f"Variant {variant} has as many requests waiting as it may. Try again.") from None
    except TooSlow:
        message = "Your invocation timed out while waiting for a response from the model."
        raise _model_error(500, message) from None
    if answered.status != 200:
        raise _model_error(answered.status, answered.message)
    return answered


def _not_ready(variant: str) -> ModelNotReadyException:
    return ModelNotReadyException(f"Variant {variant} is being started. Wait and try again.")


def _model_error(status: int, message: str) -> ModelError:
    side = "client" if status < 500 else "server"
    return ModelError(
        f'Received {side} error ({status}) from primary with message "{message}".',
        OriginalStatusCode=status,
        OriginalMessage=message,
    )
