"""CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy, DeleteRole."""

from typing import Any

from sealcanvas.iam.creation import creation_columns, creation_keys
from sealcanvas.iam.documents import encoded
from sealcanvas.iam.entity_kinds import ROLE
from sealcanvas.iam.entity_policies import check_no_policies
from sealcanvas.iam.entity_rows import (
    change_entity,
    delete_entity,
    entities_page,
    insert_entity,
    shown_entity,
    shown_tags_and_boundary,
)
from sealcanvas.iam.errors import ValidationError
from sealcanvas.iam.last_use import last_uses_of
from sealcanvas.iam.roles import Role, role_of_id, role_of_row
from sealcanvas.iam.service import iam
from sealcanvas.iam.service_linked import check_modifiable, check_path
from sealcanvas.iam.targets import all_of, on_role, to_be
from sealcanvas.iam.trust_policy import accept_trust_policy
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_HOUR = 3_600


@iam.operation("CreateRole", resource=to_be("Role"), conditions=creation_keys)
def create_role(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a role with its trust policy."""
    check_path(request.get("Path", "/"))
    columns = creation_columns(call, ROLE, target, request)
    trust, ids = accept_trust_policy(call.instance, request["AssumeRolePolicyDocument"])
    role_id = insert_entity(
        call,
        ROLE,
        request,
        trust=trust,
        trust_ids=ids,
        description=request.get("Description"),
        max_session_seconds=_session_seconds(request.get("MaxSessionDuration", _HOUR)),
        **columns,
    )
    role = role_of_id(call.instance, role_id)
    return {"Role": {**shown_role(role), **shown_tags_and_boundary(role)}} if role else {}


@on_role("GetRole")
def get_role(call: Call, role: Role, _request: Request) -> Request:
    """Everything about one role, also when a session of it last asked for anything."""
    last_used = {"RoleLastUsed": shown_last_use(call.instance, role)}
    return {"Role": {**shown_role(role), **shown_tags_and_boundary(role), **last_used}}


@iam.operation("ListRoles", resource=all_of("role"))
def list_roles(call: Call, _target: PlainResource, request: Request) -> Request:
    """The account's roles by name; without tags and boundaries, as in AWS."""
    rows, more = entities_page(call, ROLE, request)
    return {"Roles": [shown_role(role_of_row(call.instance, row)) for row in rows], **more}


@on_role("UpdateRole")
def update_role(call: Call, role: Role, request: Request) -> Request:
    """Change description and longest session; what is not given stays. Of a service-linked role, the description."""
    if "MaxSessionDuration" in request:
        check_modifiable(role)
    change_entity(
        call.instance,
        role,
        description=request.get("Description", role.description),
        max_session_seconds=_session_seconds(request.get("MaxSessionDuration", role.max_session_seconds)),
    )
    return {}


@on_role("UpdateRoleDescription")
def update_role_description(call: Call, role: Role, request: Request) -> Request:
    """Change the description alone; the older form of UpdateRole."""
    change_entity(call.instance, role, description=request["Description"])
    changed = role_of_id(call.instance, role.role_id)
    return {"Role": shown_role(changed)} if changed else {}


@on_role("UpdateAssumeRolePolicy")
def update_assume_role_policy(call: Call, role: Role, request: Request) -> None:
    """Replace the trust policy."""
    check_modifiable(role)
    trust, ids = accept_trust_policy(call.instance, request["PolicyDocument"])
    change_entity(call.instance, role, trust=trust, trust_ids=ids)


@on_role("DeleteRole")
def delete_role(call: Call, role: Role, _request: Request) -> None:
    """Delete a role that has no policies any more; its sessions end with it."""
    check_modifiable(role)
    check_no_policies(call.instance, role)
    delete_entity(call.instance, role)


def shown_role(role: Role) -> dict[str, Any]:
    """A role as lists give it."""
    shown = shown_entity(role) | {
        "AssumeRolePolicyDocument": encoded(role.trust.document.text),
        "MaxSessionDuration": role.max_session_seconds,
    }
    if role.description is not None:
        shown["Description"] = role.description
    return shown


def shown_last_use(instance: Instance, role: Role) -> dict[str, Any]:
    """RoleLastUsed; empty for a role that was not used within the tracking period."""
    uses = last_uses_of(instance, (role.role_id,))
    return {"LastUsedDate": uses[0].at, "Region": uses[0].region} if uses else {}


def _session_seconds(seconds: int) -> int:
    if not _HOUR <= seconds <= 12 * _HOUR:
        raise ValidationError("MaxSessionDuration must be between 3600 and 43200 seconds.")
    return seconds
