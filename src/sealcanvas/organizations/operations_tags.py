"""TagResource, UntagResource and ListTagsForResource, on accounts, units, policies and the root."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.organizations.errors import TargetNotFoundException
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.tags import put_tags, read_tags, tag_keys, tags_of
from sealcanvas.organizations.targets import Target, on
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def _given(_call: Call, _target: Any, request: Request) -> Keys:
    return tag_keys(request["Tags"])


def _taken(_call: Call, _target: Any, request: Request) -> Keys:
    return {"aws:TagKeys": tuple(request["TagKeys"])} if request["TagKeys"] else {}


@on("TagResource", "ResourceId", TargetNotFoundException, _given)
def tag_resource(call: Call, target: Target, request: Request) -> None:
    """Put tags on the resource, in place of those with the same keys."""
    added = read_tags(request["Tags"])
    with call.instance.database.transaction() as connection:
        put_tags(connection, target.id, tags_of(call.instance, target.id) | added)


@on("UntagResource", "ResourceId", TargetNotFoundException, _taken)
def untag_resource(call: Call, target: Target, request: Request) -> None:
    """Take tags from the resource; keys that it does not have are no fault."""
    with call.instance.database.transaction() as connection:
        present = tags_of(call.instance, target.id)
        kept = {key: value for key, value in present.items() if key not in request["TagKeys"]}
        put_tags(connection, target.id, kept)


@on("ListTagsForResource", "ResourceId", TargetNotFoundException)
def list_tags_for_resource(_call: Call, target: Target, request: Request) -> Request:
    """The resource's tags, by key."""
    return page(request, "Tags", target.tags.items(), lambda tag: tag[0], lambda tag: {"Key": tag[0], "Value": tag[1]})
