"""Put…PermissionsBoundary and Delete…PermissionsBoundary, which roles and users have alike."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_rows import change_entity
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.service_linked import check_modifiable
from sealcanvas.iam.targets import On
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def serve_boundary(label: str, on: On) -> None:
    """Register both.

    Args:
        label: "Role" or "User".
        on: registers an operation on such an entity.
    """

    @on(f"Put{label}PermissionsBoundary", _new_boundary)
    def put(call: Call, entity: Entity, request: Request) -> None:
        check_modifiable(entity)
        policy = attachable_policy(call.instance, entity.account, request["PermissionsBoundary"])
        change_entity(call.instance, entity, boundary_arn=policy.arn)

    @on(f"Delete{label}PermissionsBoundary")
    def remove(call: Call, entity: Entity, _request: Request) -> None:
        check_modifiable(entity)
        if entity.boundary_arn is None:
            raise NoSuchEntity(f"The {entity.kind} with name {entity.name} does not have a permissions boundary.")
        change_entity(call.instance, entity, boundary_arn=None)


def _new_boundary(_call: Call, _entity: Any, request: Request) -> Keys:
    return {"iam:PermissionsBoundary": request["PermissionsBoundary"]}
