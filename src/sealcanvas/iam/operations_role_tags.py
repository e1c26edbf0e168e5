"""TagRole, UntagRole, ListRoleTags."""

from collections.abc import Mapping

from sqlalchemy import update

from sealcanvas.iam.paging import Page
from sealcanvas.iam.roles import Role
from sealcanvas.iam.tables import roles
from sealcanvas.iam.tags import drop_tags, merge_tags, read_tags, tag_conditions, wire_tags
from sealcanvas.iam.targets import Keys, on_role
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def _tag_keys(_call: Call, _role: Role, request: Request) -> Keys:
    return {"aws:TagKeys": tuple(request["TagKeys"])}


@on_role("TagRole", lambda _call, _role, request: tag_conditions(request["Tags"]))
def tag_role(call: Call, role: Role, request: Request) -> None:
    """Set tags beside those that are there."""
    _store(call, role, merge_tags(role.tags, read_tags(request["Tags"])))


@on_role("UntagRole", _tag_keys)
def untag_role(call: Call, role: Role, request: Request) -> None:
    """Remove tags; keys that are not there are no fault."""
    _store(call, role, drop_tags(role.tags, request["TagKeys"]))


@on_role("ListRoleTags")
def list_role_tags(_call: Call, role: Role, request: Request) -> Request:
    """The tags by key."""
    keys, more = Page(request).of(role.tags, str)
    return {"Tags": wire_tags({key: role.tags[key] for key in keys}), **more}


def _store(call: Call, role: Role, tags: Mapping[str, str]) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(update(roles).where(roles.c.role_id == role.role_id).values(tags=dict(tags)))
