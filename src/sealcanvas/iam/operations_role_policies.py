"""A role's inline and attached policies, and its permissions boundary."""

from sqlalchemy import update

from sealcanvas.iam.entity_policies import (
    attach,
    delete_inline,
    detach,
    get_inline,
    list_attached,
    list_inline,
    put_inline,
)
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.roles import Role
from sealcanvas.iam.tables import roles
from sealcanvas.iam.targets import Keys, on_role, policy_arn_condition
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on_role("PutRolePolicy")
def put_role_policy(call: Call, role: Role, request: Request) -> None:
    """Set an inline policy."""
    put_inline(call.instance, role, request["PolicyName"], request["PolicyDocument"])


@on_role("GetRolePolicy")
def get_role_policy(call: Call, role: Role, request: Request) -> Request:
    """An inline policy's text."""
    return {"RoleName": role.name, **get_inline(call.instance, role, request["PolicyName"])}


@on_role("ListRolePolicies")
def list_role_policies(call: Call, role: Role, request: Request) -> Request:
    """The names of the inline policies."""
    return list_inline(call.instance, role, request)


@on_role("DeleteRolePolicy")
def delete_role_policy(call: Call, role: Role, request: Request) -> None:
    """Remove an inline policy."""
    delete_inline(call.instance, role, request["PolicyName"])


@on_role("AttachRolePolicy", policy_arn_condition)
def attach_role_policy(call: Call, role: Role, request: Request) -> None:
    """Attach a managed policy."""
    attach(call.instance, role, request["PolicyArn"])


@on_role("DetachRolePolicy", policy_arn_condition)
def detach_role_policy(call: Call, role: Role, request: Request) -> None:
    """Detach a managed policy."""
    detach(call.instance, role, request["PolicyArn"])


@on_role("ListAttachedRolePolicies")
def list_attached_role_policies(call: Call, role: Role, request: Request) -> Request:
    """The attached managed policies."""
    return list_attached(call.instance, role, request)


def _new_boundary(_call: Call, _role: Role, request: Request) -> Keys:
    return {"iam:PermissionsBoundary": request["PermissionsBoundary"]}


@on_role("PutRolePermissionsBoundary", _new_boundary)
def put_role_permissions_boundary(call: Call, role: Role, request: Request) -> None:
    """Bound the role by a managed policy."""
    policy = attachable_policy(call.instance, role.account, request["PermissionsBoundary"])
    _bound(call, role, policy.arn)


@on_role("DeleteRolePermissionsBoundary")
def delete_role_permissions_boundary(call: Call, role: Role, _request: Request) -> None:
    """Lift the role's boundary."""
    if role.boundary_arn is None:
        raise NoSuchEntity(f"The role with name {role.name} does not have a permissions boundary.")
    _bound(call, role, None)


def _bound(call: Call, role: Role, arn: str | None) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(update(roles).where(roles.c.role_id == role.role_id).values(boundary_arn=arn))
