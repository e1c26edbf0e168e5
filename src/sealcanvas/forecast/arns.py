"""Forecast's ARNs, and how operations find what they name by them."""

import re
from collections.abc import Callable

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import (
    InvalidInputException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from sealcanvas.forecast.quotas import require_room
from sealcanvas.forecast.stored import ACTIVE, Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

# What an operation acts on: the resource, or its ARN alone while there is none. Who may not ask learns neither.
Target = Stored | PlainResource

# The service model's pattern, which AWS holds to the end of the name.
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
_TYPES = {"backtest-export": "predictor-backtest-export-job"}


def new_arn(call: Call, kind: Kind, name: str, above: str = "") -> str:
    """The ARN of what the call is to make.

    Args:
        above: the ARN of the resource under whose name it stands, or "".
    """
    under = f"{above.rpartition('/')[2]}/" if above else ""
    return f"arn:aws:forecast:{call.region}:{call.account}:{_TYPES.get(kind, kind)}/{under}{name}"


def new(kind: Kind, member: str, parent: str = "") -> Callable[[Call, Request], PlainResource]:
    """A resolver for what the request's `member` names and the operation is to make.

    Args:
        parent: the member with the ARN of a resource under whose name it stands ("DatasetArn"), or "".
    """

    def resolve(call: Call, request: Request) -> PlainResource:
        return PlainResource(new_arn(call, kind, request[member], request[parent] if parent else ""), call.account)

    return resolve


def named(member: str) -> Callable[[Call, Request], Target]:
    """A resolver for operations that name a resource by its ARN in `member`."""

    def resolve(call: Call, request: Request) -> Target:
        return target(call, request[member])

    return resolve


def target(call: Call, arn: str) -> Target:
    """The resource of that ARN, or the ARN alone."""
    return stored.find(call.instance, arn) or PlainResource(arn, arn.split(":", 5)[4] or call.account)


def check_new(call: Call, kind: Kind, arn: str, name: str) -> None:
    """Refuse a name that is not one, or is taken, or one resource too many.

    Raises:
        InvalidInputException, ResourceAlreadyExistsException, LimitExceededException.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInputException(
            f"The name '{name}' is not valid: begin with a letter; then only letters, digits and underscores."
        )
    if stored.find(call.instance, arn) is not None:
        raise ResourceAlreadyExistsException(f"A resource with the name {name} already exists: {arn}")
    require_room(call, kind)


def existing(target: Target, kind: Kind) -> Stored:
    """The resource, of this kind.

    Raises:
        ResourceNotFoundException: there is none.
    """
    if not isinstance(target, Stored) or target.kind != kind:
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    return target


def active(resource: Stored) -> Stored:
    """The resource, if it is ready to be used.

    Raises:
        ResourceInUseException: it is not ACTIVE.
    """
    if resource.status != ACTIVE:
        raise ResourceInUseException(f"{resource.arn} is {resource.status}. It must be ACTIVE.")
    return resource


def lookup(call: Call, arn: str, kind: Kind) -> Stored:
    """The caller's resource that a request names beside the one it acts on.

    Raises:
        ResourceNotFoundException: the caller's account has none.
    """
    found = stored.find(call.instance, arn)
    if found is None or found.kind != kind or found.account != call.account:
        raise ResourceNotFoundException(f"No resource found {arn}")
    return found


def at_rest(resource: Stored) -> Stored:
    """The resource, if no job is at work on it.

    Raises:
        ResourceInUseException: one is.
    """
    if resource.working:
        raise ResourceInUseException(f"{resource.arn} is {resource.status}. Wait, or stop it with StopResource.")
    return resource
