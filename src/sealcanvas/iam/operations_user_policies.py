"""A user's inline and attached policies."""

from sealcanvas.iam.entity_policies import (
    attach,
    delete_inline,
    detach,
    get_inline,
    list_attached,
    list_inline,
    put_inline,
)
from sealcanvas.iam.targets import on_user, policy_arn_condition
from sealcanvas.iam.users import User
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on_user("PutUserPolicy")
def put_user_policy(call: Call, user: User, request: Request) -> None:
    """Set an inline policy."""
    put_inline(call.instance, user, request["PolicyName"], request["PolicyDocument"])


@on_user("GetUserPolicy")
def get_user_policy(call: Call, user: User, request: Request) -> Request:
    """An inline policy's text."""
    return {"UserName": user.name, **get_inline(call.instance, user, request["PolicyName"])}


@on_user("ListUserPolicies")
def list_user_policies(call: Call, user: User, request: Request) -> Request:
    """The names of the inline policies."""
    return list_inline(call.instance, user, request)


@on_user("DeleteUserPolicy")
def delete_user_policy(call: Call, user: User, request: Request) -> None:
    """Remove an inline policy."""
    delete_inline(call.instance, user, request["PolicyName"])


@on_user("AttachUserPolicy", policy_arn_condition)
def attach_user_policy(call: Call, user: User, request: Request) -> None:
    """Attach a managed policy."""
    attach(call.instance, user, request["PolicyArn"])


@on_user("DetachUserPolicy", policy_arn_condition)
def detach_user_policy(call: Call, user: User, request: Request) -> None:
    """Detach a managed policy."""
    detach(call.instance, user, request["PolicyArn"])


@on_user("ListAttachedUserPolicies")
def list_attached_user_policies(call: Call, user: User, request: Request) -> Request:
    """The attached managed policies."""
    return list_attached(call.instance, user, request)
