"""CreateRole, GetRole, ListRoles, UpdateRole, UpdateAssumeRolePolicy, DeleteRole."""

from typing import Any

from sqlalchemy import delete, func, insert, select, update

from sealcanvas.iam.documents import encoded
from sealcanvas.iam.entity_policies import check_no_policies
from sealcanvas.iam.errors import EntityAlreadyExists, LimitExceeded, ValidationError
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import ROLES
from sealcanvas.iam.roles import Role, role_of_id, role_of_row
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import roles
from sealcanvas.iam.tags import read_tags, tag_conditions, wire_tags
from sealcanvas.iam.targets import Keys, all_of, on_role, to_be
from sealcanvas.iam.trust_policy import accept_trust_policy
from sealcanvas.iam.unique_ids import new_unique_id
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_HOUR = 3_600


def _creation_keys(_call: Call, _target: PlainResource, request: Request) -> Keys:
    keys = tag_conditions(request.get("Tags", ()))
    if "PermissionsBoundary" in request:
        keys["iam:PermissionsBoundary"] = request["PermissionsBoundary"]
    return keys


@iam.operation("CreateRole", resource=to_be("role", "RoleName"), conditions=_creation_keys)
def create_role(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a role with its trust policy."""
    instance, name = call.instance, request["RoleName"]
    tags = read_tags(request.get("Tags", ()))
    if tags:
        iam.check(call, "iam:TagRole", target, tag_conditions(request["Tags"]))
    trust, ids = accept_trust_policy(instance, request["AssumeRolePolicyDocument"])
    boundary = request.get("PermissionsBoundary")
    if boundary is not None:
        attachable_policy(instance, call.account, boundary)
    role_id = new_unique_id("AROA")
    with instance.database.transaction() as connection:
        taken = select(roles.c.name).where(roles.c.account == call.account, roles.c.folded_name == name.lower())
        if connection.execute(taken).first():
            raise EntityAlreadyExists(f"Role with name {name} already exists.")
        count = select(func.count()).where(roles.c.account == call.account)
        if connection.execute(count).scalar_one() >= ROLES:
            raise LimitExceeded(f"Cannot exceed quota for RolesPerAccount: {ROLES}")
        connection.execute(
            insert(roles).values(
                role_id=role_id,
                account=call.account,
                name=name,
                folded_name=name.lower(),
                path=request.get("Path", "/"),
                trust=trust,
                trust_ids=ids,
                description=request.get("Description"),
                tags=tags,
                max_session_seconds=_session_seconds(request.get("MaxSessionDuration", _HOUR)),
                boundary_arn=boundary,
                created_at=instance.clock(),
            )
        )
    role = role_of_id(instance, role_id)
    return {"Role": _shown(role) | _shown_more(role)} if role else {}


@on_role("GetRole")
def get_role(_call: Call, role: Role, _request: Request) -> Request:
    """Everything about one role."""
    return {"Role": _shown(role) | _shown_more(role)}


@iam.operation("ListRoles", resource=all_of("role"))
def list_roles(call: Call, _target: PlainResource, request: Request) -> Request:
    """The account's roles by name; without tags and boundaries, as in AWS."""
    page, prefix = Page(request), request.get("PathPrefix", "/")
    query = (
        select(roles)
        .where(
            roles.c.account == call.account,
            roles.c.name > page.after,
            func.substr(roles.c.path, 1, len(prefix)) == prefix,
        )
        .order_by(roles.c.name)
        .limit(page.limit + 1)
    )
    with call.instance.database.read() as connection:
        rows = connection.execute(query).all()
    kept, more = page.cut(rows, lambda row: str(row.name))
    return {"Roles": [_shown(role_of_row(call.instance, row)) for row in kept], **more}


@on_role("UpdateRole")
def update_role(call: Call, role: Role, request: Request) -> Request:
    """Change description and longest session; what is not given stays."""
    _change(
        call,
        role,
        description=request.get("Description", role.description),
        max_session_seconds=_session_seconds(request.get("MaxSessionDuration", role.max_session_seconds)),
    )
    return {}


@on_role("UpdateAssumeRolePolicy")
def update_assume_role_policy(call: Call, role: Role, request: Request) -> None:
    """Replace the trust policy."""
    trust, ids = accept_trust_policy(call.instance, request["PolicyDocument"])
    _change(call, role, trust=trust, trust_ids=ids)


@on_role("DeleteRole")
def delete_role(call: Call, role: Role, _request: Request) -> None:
    """Delete a role that has no policies any more; its sessions end with it."""
    check_no_policies(call.instance, role)
    with call.instance.database.transaction() as connection:
        connection.execute(delete(roles).where(roles.c.role_id == role.role_id))


def _change(call: Call, role: Role, **columns: Any) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(update(roles).where(roles.c.role_id == role.role_id).values(**columns))


def _session_seconds(seconds: int) -> int:
    if not _HOUR <= seconds <= 12 * _HOUR:
        raise ValidationError("MaxSessionDuration must be between 3600 and 43200 seconds.")
    return seconds


def _shown(role: Role) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn,
        "CreateDate": role.created_at,
        "AssumeRolePolicyDocument": encoded(role.trust.document.text),
        "MaxSessionDuration": role.max_session_seconds,
    }
    if role.description is not None:
        shown["Description"] = role.description
    return shown


def _shown_more(role: Role) -> dict[str, Any]:
    shown: dict[str, Any] = {"Tags": wire_tags(role.tags)} if role.tags else {}
    if role.boundary_arn:
        shown["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": role.boundary_arn,
        }
    return shown
