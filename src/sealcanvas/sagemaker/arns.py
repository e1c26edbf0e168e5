"""SageMaker's ARNs, and how operations find what they name by them."""

import re
from collections.abc import Callable

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.stored import Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_ARN = re.compile(r"arn:[a-z-]+:sagemaker:([a-z0-9-]+):(\d{12}):([a-z-]+)/\S+")

# What an operation acts on: the resource, or its ARN alone while there is none. Who may not ask learns neither.
Target = Stored | PlainResource


def arn(call: Call, kind: Kind, path: str) -> str:
    """The ARN of the caller's resource `path` ("churn-1", "d-…/ana") in the call's region."""
    return f"arn:aws:sagemaker:{call.region}:{call.account}:{kind}/{path}"


def target(call: Call, kind: Kind, path: str) -> Target:
    """What the caller's ARN means now."""
    found = arn(call, kind, path)
    return stored.find(call.instance, found) or PlainResource(found, call.account)


def by_name_or_arn(call: Call, kind: Kind, name: str) -> Target:
    """What a request names by its ARN, whoever owns it, or the caller's own by its name."""
    parts = _ARN.fullmatch(name)
    if parts is None:
        return target(call, kind, name)
    region, account, of_kind = parts.groups()
    found = stored.find(call.instance, name) if (region, of_kind) == (call.region, kind) else None
    return found or PlainResource(name, account)


def named(kind: Kind, member: str) -> Callable[[Call, Request], Target]:
    """A resolver for operations that name a resource in `member`."""

    def resolve(call: Call, request: Request) -> Target:
        return target(call, kind, request[member])

    return resolve
