"""AddUserToGroup, RemoveUserFromGroup, ListGroupsForUser."""

from sqlalchemy import delete, insert

from sealcanvas.iam.entity_rows import shown_entity
from sealcanvas.iam.errors import LimitExceeded, NoSuchEntity
from sealcanvas.iam.groups import Group, groups_of
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import GROUPS_PER_USER
from sealcanvas.iam.tables import memberships
from sealcanvas.iam.targets import on_group, on_user
from sealcanvas.iam.users import User, user_named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on_group("AddUserToGroup")
def add_user_to_group(call: Call, group: Group, request: Request) -> None:
    """Put a user into the group; harmless when it is in already."""
    user = _user(call, request)
    present = groups_of(call.instance, user)
    if group in present:
        return
    if len(present) >= GROUPS_PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for GroupsPerUser: {GROUPS_PER_USER}")
    with call.instance.database.transaction() as connection:
        connection.execute(insert(memberships).values(user_id=user.user_id, group_id=group.group_id))


@on_group("RemoveUserFromGroup")
def remove_user_from_group(call: Call, group: Group, request: Request) -> None:
    """Take a user out of the group; harmless, as in AWS, when it is not in."""
    user = _user(call, request)
    with call.instance.database.transaction() as connection:
        connection.execute(
            delete(memberships).where(memberships.c.user_id == user.user_id, memberships.c.group_id == group.group_id)
        )


@on_user("ListGroupsForUser")
def list_groups_for_user(call: Call, user: User, request: Request) -> Request:
    """The groups that the user is in, by name."""
    page, more = Page(request).of(groups_of(call.instance, user), lambda group: group.name)
    return {"Groups": [shown_entity(group) for group in page], **more}


def _user(call: Call, request: Request) -> User:
    name = request["UserName"]
    user = user_named(call.instance, call.account, name)
    if user is None:
        raise NoSuchEntity(f"The user with name {name} cannot be found.")
    return user
