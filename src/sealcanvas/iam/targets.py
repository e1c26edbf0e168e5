"""What IAM's operations act on: found by name or ARN, and asked for before it is told whether it exists."""

from collections.abc import Callable
from typing import Any, Protocol

from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.errors import NoSuchEntity, ValidationError
from sealcanvas.iam.groups import Group, group_named
from sealcanvas.iam.managed_policies import ManagedPolicy, find_policy
from sealcanvas.iam.roles import Role, role_named
from sealcanvas.iam.service import iam
from sealcanvas.iam.tags import resource_tag_keys
from sealcanvas.iam.users import User, user_named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import ConditionKeys, Handler, Operation, Request, Resolver
from sealcanvas.service.resource import PlainResource


class On(Protocol):
    """Registers an operation on what a request names."""

    def __call__(self, name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]: ...


def on_role(name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]:
    """Register an operation on the role that `RoleName` names."""

    def resolve(call: Call, request: Request) -> Role:
        role = role_named(call.instance, call.account, request["RoleName"])
        return role or _refuse(call, name, "role", request["RoleName"])

    return iam.operation(name, resource=resolve, conditions=_with_entity(conditions))


def on_user(name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]:
    """Register an operation on the user that `UserName` names; without it, on the caller's own."""

    def resolve(call: Call, request: Request) -> User:
        user_name = request.get("UserName") or call.principal.user_name
        if not user_name:
            raise ValidationError("Must specify userName when calling with non-User credentials")
        user = user_named(call.instance, call.account, user_name)
        return user or _refuse(call, name, "user", user_name)

    return iam.operation(name, resource=resolve, conditions=_with_entity(conditions))


def on_group(name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]:
    """Register an operation on the group that `GroupName` names."""

    def resolve(call: Call, request: Request) -> Group:
        group = group_named(call.instance, call.account, request["GroupName"])
        return group or _refuse(call, name, "group", request["GroupName"])

    return iam.operation(name, resource=resolve, conditions=_with_entity(conditions))


def on_policy(
    name: str, conditions: ConditionKeys | None = None, *, writes: bool = False
) -> Callable[[Handler], Operation]:
    """Register an operation on the policy that `PolicyArn` names; nobody `writes` those that AWS keeps."""

    def resolve(call: Call, request: Request) -> ManagedPolicy | PlainResource:
        arn = request["PolicyArn"]
        parts = IamArn.parse(arn)
        if parts is None or parts.kind != "policy":
            raise ValidationError(f"ARN {arn} is not valid.")
        policy = find_policy(call.instance, arn)
        if policy is not None and (policy.account != "aws" or writes):
            return policy
        # Reading AWS's policies is a matter of the caller's account, whose IAM shows them.
        return PlainResource(arn, call.account if parts.account == "aws" and not writes else parts.account)

    def keys(call: Call, target: ManagedPolicy | PlainResource, request: Request) -> Keys:
        return resource_tag_keys(target.tags) | (conditions(call, target, request) if conditions else {})

    return iam.operation(name, resource=resolve, conditions=keys)


def policy_at(call: Call, arn: str) -> ManagedPolicy:
    """The policy, once the caller may know of it; raises NoSuchEntity."""
    policy = find_policy(call.instance, arn)
    if policy is None:
        raise NoSuchEntity(f"Policy {arn} was not found.")
    return policy


def to_be(label: str) -> Resolver:
    """The resource that CreateRole (for the label "Role") asks for: the ARN that is going to be."""

    def resolve(call: Call, request: Request) -> PlainResource:
        path = request.get("Path", "/")
        return PlainResource(str(IamArn(call.account, label.lower(), path, request[f"{label}Name"])), call.account)

    return resolve


def all_of(kind: str) -> Resolver:
    """The resource that a List operation asks for, e.g. arn:aws:iam::111122223333:role/."""

    def resolve(call: Call, request: Request) -> PlainResource:
        return PlainResource(f"arn:aws:iam::{call.account}:{kind}{request.get('PathPrefix', '/')}", call.account)

    return resolve


def policy_arn_condition(_call: Call, _target: Any, request: Request) -> Keys:
    """`iam:PolicyARN` of attaching and detaching."""
    return {"iam:PolicyARN": request["PolicyArn"]}


def _with_entity(conditions: ConditionKeys | None) -> ConditionKeys:
    def keys(call: Call, target: Entity, request: Request) -> Keys:
        found = resource_tag_keys(target.tags)
        if target.boundary_arn:
            found["iam:PermissionsBoundary"] = target.boundary_arn
        return found | (conditions(call, target, request) if conditions else {})

    return keys


def _refuse(call: Call, operation: str, kind: str, name: str) -> Any:
    iam.check(call, f"iam:{operation}", PlainResource(str(IamArn(call.account, kind, "/", name)), call.account))
    raise NoSuchEntity(f"The {kind} with name {name} cannot be found.")
