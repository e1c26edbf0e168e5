"""Forecast's ARNs, and how operations find what they name by them."""

import re
from collections.abc import Callable

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import (
    InvalidInputException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
)
from sealcanvas.forecast.stored import Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource, Resource

# What an operation acts on: the resource, or its ARN alone while there is none. Who may not ask learns neither.
Target = Stored | PlainResource

# The service model's pattern, which AWS holds to the end of the name.
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")


def new(kind: Kind, member: str, parent: str = "") -> Callable[[Call, Request], PlainResource]:
    """A resolver for what the request's `member` names and the operation is to make.

    Args:
        parent: the member with the ARN of a resource under whose name it stands ("DatasetArn"), or "".
    """

    def resolve(call: Call, request: Request) -> PlainResource:
        above = f"{request[parent].rpartition('/')[2]}/" if parent else ""
        arn = f"arn:aws:forecast:{call.region}:{call.account}:{kind}/{above}{request[member]}"
        return PlainResource(arn, call.account)

    return resolve


def named(member: str) -> Callable[[Call, Request], Target]:
    """A resolver for operations that name a resource by its ARN in `member`."""

    def resolve(call: Call, request: Request) -> Target:
        arn: str = request[member]
        parts = arn.split(":", 5)
        return stored.find(call.instance, arn) or PlainResource(arn, parts[4] or call.account)

    return resolve


def check_new(call: Call, target: Resource, name: str) -> None:
    """Refuse a name that is not one, or is taken.

    Raises:
        InvalidInputException, ResourceAlreadyExistsException.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInputException(
            f"The name '{name}' is not valid: begin with a letter; then only letters, digits and underscores."
        )
    if stored.find(call.instance, target.arn) is not None:
        raise ResourceAlreadyExistsException(f"A resource with the name {name} already exists: {target.arn}")


def existing(target: Target, kind: Kind) -> Stored:
    """The resource, of this kind.

    Raises:
        ResourceNotFoundException: there is none.
    """
    if not isinstance(target, Stored) or target.kind != kind:
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    return target


def lookup(call: Call, arn: str, kind: Kind) -> Stored:
    """The caller's resource that a request names beside the one it acts on.

    Raises:
        ResourceNotFoundException: the caller's account has none.
    """
    found = stored.find(call.instance, arn)
    if found is None or found.kind != kind or found.account != call.account:
        raise ResourceNotFoundException(f"No resource found {arn}")
    return found
