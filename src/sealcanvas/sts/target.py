"""The role that a request wants to assume: what its trust policy sees of it, and for how long it may be had."""

from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.iam.tags import resource_tag_keys
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.errors import ValidationError

_HOUR = 3_600


def role_target(call: Call, request: Request) -> Role | PlainResource:
    """The role of `RoleArn`; one that is not there refuses like one that trusts nobody: strangers learn nothing.

    Raises:
        ValidationError: it is no role's ARN.
    """
    parts = IamArn.parse(request["RoleArn"])
    if parts is None or parts.kind != "role":
        raise ValidationError(f"{request['RoleArn']} is invalid")
    return find_role(call.instance, request["RoleArn"]) or PlainResource(request["RoleArn"], parts.account)


def role_keys(role: Role | PlainResource, session_name: str) -> Keys:
    """The condition keys that every request for a session of the role carries."""
    return resource_tag_keys(role.tags) | {"sts:RoleSessionName": session_name}


def duration_of(role: Role, request: Request) -> int:
    """How many seconds the session is to last; raises ValidationError for more than the role allows."""
    seconds: int = request.get("DurationSeconds", _HOUR)
    if seconds > role.max_session_seconds:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds
