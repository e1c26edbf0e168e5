"""CreateGroup, GetGroup, ListGroups, UpdateGroup, DeleteGroup."""

from sealcanvas.iam.entity_kinds import GROUP
from sealcanvas.iam.entity_policies import check_no_policies
from sealcanvas.iam.entity_rows import delete_entity, entities_page, insert_entity, rename_entity, shown_entity
from sealcanvas.iam.errors import DeleteConflict
from sealcanvas.iam.groups import Group, group_named, group_of_row, members_of
from sealcanvas.iam.paging import Page
from sealcanvas.iam.service import iam
from sealcanvas.iam.targets import all_of, on_group, to_be
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@iam.operation("CreateGroup", resource=to_be("Group"))
def create_group(call: Call, _target: PlainResource, request: Request) -> Request:
    """Make a group without members."""
    insert_entity(call, GROUP, request)
    group = group_named(call.instance, call.account, request["GroupName"])
    return {"Group": shown_entity(group)} if group else {}


@on_group("GetGroup")
def get_group(call: Call, group: Group, request: Request) -> Request:
    """The group, and a page of its members by name."""
    page, more = Page(request).of(members_of(call.instance, group), lambda user: user.name)
    return {"Group": shown_entity(group), "Users": [shown_entity(user) for user in page], **more}


@iam.operation("ListGroups", resource=all_of("group"))
def list_groups(call: Call, _target: PlainResource, request: Request) -> Request:
    """The account's groups by name."""
    rows, more = entities_page(call, GROUP, request)
    return {"Groups": [shown_entity(group_of_row(row)) for row in rows], **more}


@on_group("UpdateGroup")
def update_group(call: Call, group: Group, request: Request) -> None:
    """Give the group another name or path; its members and policies stay."""
    rename_entity(call, group, request)


@on_group("DeleteGroup")
def delete_group(call: Call, group: Group, _request: Request) -> None:
    """Delete a group that has neither members nor policies any more."""
    if members_of(call.instance, group):
        raise DeleteConflict("Cannot delete entity, must remove users from group first.")
    check_no_policies(call.instance, group)
    delete_entity(call.instance, group)
