"""CreateUser, GetUser, ListUsers, DeleteUser."""

from typing import Any

from sqlalchemy import delete, func, insert, select

from sealcanvas.iam.access_keys import keys_of
from sealcanvas.iam.entity_policies import check_no_policies
from sealcanvas.iam.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import USERS
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import users
from sealcanvas.iam.tags import read_tags, tag_conditions, wire_tags
from sealcanvas.iam.targets import Keys, all_of, on_user, to_be
from sealcanvas.iam.unique_ids import new_unique_id
from sealcanvas.iam.users import User, user_of_id, user_of_row
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def _creation_keys(_call: Call, _target: PlainResource, request: Request) -> Keys:
    keys = tag_conditions(request.get("Tags", ()))
    if "PermissionsBoundary" in request:
        keys["iam:PermissionsBoundary"] = request["PermissionsBoundary"]
    return keys


@iam.operation("CreateUser", resource=to_be("user", "UserName"), conditions=_creation_keys)
def create_user(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a user."""
    instance, name = call.instance, request["UserName"]
    tags = read_tags(request.get("Tags", ()))
    if tags:
        iam.check(call, "iam:TagUser", target, tag_conditions(request["Tags"]))
    boundary = request.get("PermissionsBoundary")
    if boundary is not None:
        attachable_policy(instance, call.account, boundary)
    user_id = new_unique_id("AIDA")
    with instance.database.transaction() as connection:
        taken = select(users.c.name).where(users.c.account == call.account, users.c.folded_name == name.lower())
        if connection.execute(taken).first():
            raise EntityAlreadyExists(f"User with name {name} already exists.")
        count = select(func.count()).where(users.c.account == call.account)
        if connection.execute(count).scalar_one() >= USERS:
            raise LimitExceeded(f"Cannot exceed quota for UsersPerAccount: {USERS}")
        connection.execute(
            insert(users).values(
                user_id=user_id,
                account=call.account,
                name=name,
                folded_name=name.lower(),
                path=request.get("Path", "/"),
                tags=tags,
                boundary_arn=boundary,
                created_at=instance.clock(),
            )
        )
    user = user_of_id(instance, user_id)
    return {"User": _shown(user) | _shown_more(user)} if user else {}


@on_user("GetUser")
def get_user(_call: Call, user: User, _request: Request) -> Request:
    """Everything about one user; without a name, the caller."""
    return {"User": _shown(user) | _shown_more(user)}


@iam.operation("ListUsers", resource=all_of("user"))
def list_users(call: Call, _target: PlainResource, request: Request) -> Request:
    """The account's users by name."""
    page, prefix = Page(request), request.get("PathPrefix", "/")
    query = (
        select(users)
        .where(
            users.c.account == call.account,
            users.c.name > page.after,
            func.substr(users.c.path, 1, len(prefix)) == prefix,
        )
        .order_by(users.c.name)
        .limit(page.limit + 1)
    )
    with call.instance.database.read() as connection:
        rows = connection.execute(query).all()
    kept, more = page.cut(rows, lambda row: str(row.name))
    return {"Users": [_shown(user_of_row(row)) for row in kept], **more}


@on_user("DeleteUser")
def delete_user(call: Call, user: User, _request: Request) -> None:
    """Delete a user that has neither policies nor access keys any more."""
    check_no_policies(call.instance, user)
    if keys_of(call.instance, user):
        raise DeleteConflict("Cannot delete entity, must delete access keys first.")
    with call.instance.database.transaction() as connection:
        connection.execute(delete(users).where(users.c.user_id == user.user_id))


def _shown(user: User) -> dict[str, Any]:
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.created_at,
    }


def _shown_more(user: User) -> dict[str, Any]:
    shown: dict[str, Any] = {"Tags": wire_tags(user.tags)} if user.tags else {}
    if user.boundary_arn:
        shown["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": user.boundary_arn,
        }
    return shown
