"""CreateUser, GetUser, ListUsers, UpdateUser, DeleteUser."""

from sealcanvas.iam.access_keys import keys_of
from sealcanvas.iam.creation import creation_columns, creation_keys
from sealcanvas.iam.entity_kinds import USER
from sealcanvas.iam.entity_policies import check_no_policies
from sealcanvas.iam.entity_rows import (
    delete_entity,
    entities_page,
    insert_entity,
    rename_entity,
    shown_entity,
    shown_tags_and_boundary,
)
from sealcanvas.iam.errors import DeleteConflict
from sealcanvas.iam.groups import groups_of
from sealcanvas.iam.service import iam
from sealcanvas.iam.targets import all_of, on_user, to_be
from sealcanvas.iam.users import User, user_of_id, user_of_row
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@iam.operation("CreateUser", resource=to_be("User"), conditions=creation_keys)
def create_user(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a user."""
    user_id = insert_entity(call, USER, request, **creation_columns(call, USER, target, request))
    user = user_of_id(call.instance, user_id)
    return {"User": {**shown_entity(user), **shown_tags_and_boundary(user)}} if user else {}


@on_user("GetUser")
def get_user(_call: Call, user: User, _request: Request) -> Request:
    """Everything about one user; without a name, the caller."""
    return {"User": {**shown_entity(user), **shown_tags_and_boundary(user)}}


@iam.operation("ListUsers", resource=all_of("user"))
def list_users(call: Call, _target: PlainResource, request: Request) -> Request:
    """The account's users by name; without tags and boundaries, as in AWS."""
    rows, more = entities_page(call, USER, request)
    return {"Users": [shown_entity(user_of_row(row)) for row in rows], **more}


@on_user("UpdateUser")
def update_user(call: Call, user: User, request: Request) -> None:
    """Give the user another name or path; keys, groups, policies, and policies that name it stay."""
    rename_entity(call, user, request)


@on_user("DeleteUser")
def delete_user(call: Call, user: User, _request: Request) -> None:
    """Delete a user that has neither policies nor access keys any more, and is in no group."""
    check_no_policies(call.instance, user)
    if keys_of(call.instance, user):
        raise DeleteConflict("Cannot delete entity, must delete access keys first.")
    if groups_of(call.instance, user):
        raise DeleteConflict("Cannot delete entity, must remove users from group first.")
    delete_entity(call.instance, user)
