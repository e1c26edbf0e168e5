"""The seven operations on inline and attached policies that roles, users and groups have alike."""

from typing import NamedTuple

from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_policies import (
    attach,
    delete_inline,
    detach,
    get_inline,
    list_attached,
    list_inline,
    put_inline,
)
from sealcanvas.iam.targets import On, policy_arn_condition
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Operation, Request


class PolicyOperations(NamedTuple):
    """Those that our own code calls."""

    put: Operation
    attach: Operation


def serve_policies(label: str, on: On) -> PolicyOperations:
    """Register Put…Policy, Get…Policy, List…Policies, Delete…Policy, Attach…, Detach… and ListAttached…Policies.

    Args:
        label: "Role", "User" or "Group".
        on: registers an operation on such an entity.
    """

    @on(f"Put{label}Policy")
    def put(call: Call, entity: Entity, request: Request) -> None:
        put_inline(call.instance, entity, request["PolicyName"], request["PolicyDocument"])

    @on(f"Get{label}Policy")
    def get(call: Call, entity: Entity, request: Request) -> Request:
        return {f"{label}Name": entity.name, **get_inline(call.instance, entity, request["PolicyName"])}

    @on(f"List{label}Policies")
    def list_names(call: Call, entity: Entity, request: Request) -> Request:
        return list_inline(call.instance, entity, request)

    @on(f"Delete{label}Policy")
    def remove(call: Call, entity: Entity, request: Request) -> None:
        delete_inline(call.instance, entity, request["PolicyName"])

    @on(f"Attach{label}Policy", policy_arn_condition)
    def add(call: Call, entity: Entity, request: Request) -> None:
        attach(call.instance, entity, request["PolicyArn"])

    @on(f"Detach{label}Policy", policy_arn_condition)
    def take(call: Call, entity: Entity, request: Request) -> None:
        detach(call.instance, entity, request["PolicyArn"])

    @on(f"ListAttached{label}Policies")
    def list_policies(call: Call, entity: Entity, request: Request) -> Request:
        return list_attached(call.instance, entity, request)

    return PolicyOperations(put, add)
