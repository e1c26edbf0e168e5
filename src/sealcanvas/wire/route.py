"""Finds the operation that a request asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qsl

from sealcanvas.wire import restjson, route_s3
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import SERVICES, Operation, ServiceModel, load

_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/[^/,\s]*/([a-z0-9-]+)/")
_FORM = "application/x-www-form-urlencoded"


def route(request: Request, domains: Sequence[str] = route_s3.DOMAINS) -> Operation:
    """The served operation of a request.

    domains: host names below which a label is a bucket (virtual-host style). Raises WireError with AWS's code:
    UnknownOperationException (json), InvalidAction or MissingAction (query), NotImplemented or MethodNotAllowed (S3).
    """
    service = service_of(request)
    if service.protocol == "json":
        return _by_target(service, request)
    if service.protocol == "query":
        return _by_action(service, request)
    if service.protocol == "rest-json":
        return restjson.route(service, request)
    return route_s3.route(service, request, domains)


def service_of(request: Request) -> ServiceModel:
    """The service whose manner of answering fits a request, also one that is not understood."""
    target = request.headers.get("x-amz-target")
    signed = _SCOPE.search(request.headers.get("authorization", ""))
    if target is not None:
        name = _prefixes().get(target.rpartition(".")[0])
        if name is None:
            name = next((s for s in SERVICES if signed and load(s).signing_name == signed[1]), "kms")
            name = name if load(name).protocol == "json" else "kms"
        return load(name)
    if signed and signed[1] in ("iam", "sts"):
        return load(signed[1])
    if signed is None or signed[1] not in ("s3", "s3express"):
        version = _action(request).get("Version")
        for name in ("iam", "sts"):
            if version == load(name).api_version:
                return load(name)
    if signed:
        named = [load(name) for name in SERVICES if load(name).signing_name == signed[1]]
        # Without a target it is none of json's operations, if the signature may be meant for another service.
        by_path = [service for service in named if service.protocol == "rest-json" and request.path not in ("", "/")]
        if named:
            return (by_path or named)[0]
    return load("s3")


@cache
def _prefixes() -> dict[str, str]:
    return {load(name).target_prefix: name for name in SERVICES if load(name).target_prefix}


def _by_target(service: ServiceModel, request: Request) -> Operation:
    prefix, _, name = request.headers.get("x-amz-target", "").rpartition(".")
    operation = service.operations.get(name) if prefix == service.target_prefix else None
    if operation is None:
        raise WireError("UnknownOperationException", "The requested operation is not recognized by the service.")
    if request.method != "POST":
        raise WireError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405)
    return operation


def _by_action(service: ServiceModel, request: Request) -> Operation:
    form = _action(request)
    name, version = form.get("Action"), form.get("Version", "")
    if name is None:
        raise WireError("MissingAction", "Missing Action")
    operation = service.operations.get(name) if version == service.api_version else None
    if operation is None:
        raise WireError("InvalidAction", f"Could not find operation {name[:128]} for version {version[:32]}")
    return operation


def _action(request: Request) -> dict[str, str]:
    """Action and Version of a query request; both come first in what AWS's clients send, but any place will do."""
    if request.path not in ("/", ""):
        return {}
    text = request.query
    if request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM):
        text = request.body.decode("ascii", "replace")
    if "Action=" not in text and "Version=" not in text:
        return {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=20_000)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if name in ("Action", "Version")}
