"""TagResource, UntagResource and ListResourceTags."""

from typing import Any

from sealcanvas.kms.change_key import change_key
from sealcanvas.kms.errors import TagException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.state import require_kept
from sealcanvas.kms.tag_rules import MAXIMUM_TAGS, remove_conditions, set_conditions, tags_of
from sealcanvas.service.call import Call


@key_operation("TagResource", conditions=set_conditions)
def tag_resource(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Set tags; those of other names stay."""
    tags = {**key.tags, **tags_of(request)}
    require_kept(key)
    if len(tags) > MAXIMUM_TAGS:
        raise TagException("Too many tags")
    change_key(call, key, tags=tags)


@key_operation("UntagResource", conditions=remove_conditions)
def untag_resource(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Remove tags; names that the key does not have are harmless."""
    require_kept(key)
    change_key(call, key, tags={name: value for name, value in key.tags.items() if name not in request["TagKeys"]})


@key_operation("ListResourceTags", atomic=False)
def list_resource_tags(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return the tags, by name."""
    limit = limit_of(request, default=50, maximum=50)
    last = after(request, "ListResourceTags") or ""
    names = sorted(name for name in key.tags if name > last)
    tags = [{"TagKey": name, "TagValue": key.tags[name]} for name in names]
    return page("Tags", tags, limit, "ListResourceTags", names[limit - 1] if len(names) > limit else None)
