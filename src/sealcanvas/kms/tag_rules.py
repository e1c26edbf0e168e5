"""Tags on keys: their rules, and the condition keys of a request that sets or removes some."""

from typing import Any

from sealcanvas.kms.errors import TagException
from sealcanvas.kms.key import Key
from sealcanvas.service.call import Call

MAXIMUM_TAGS = 50

ConditionValues = dict[str, str | tuple[str, ...]]


def tags_of(request: dict[str, Any]) -> dict[str, str]:
    """The request's Tags.

    Raises:
        TagException: a key twice, a reserved key, or too many.
    """
    pairs = [(tag["TagKey"], tag["TagValue"]) for tag in request.get("Tags") or ()]
    tags = dict(pairs)
    if len(tags) != len(pairs):
        raise TagException("Duplicate tag keys")
    if any(name.lower().startswith("aws:") for name in tags):
        raise TagException("Tags beginning with aws: are reserved")
    if len(tags) > MAXIMUM_TAGS:
        raise TagException("Too many tags")
    return tags


def request_tags(request: dict[str, Any]) -> ConditionValues:
    """`aws:RequestTag/<name>` and `aws:TagKeys` of a request that sets tags."""
    pairs = {tag["TagKey"]: tag["TagValue"] for tag in request.get("Tags") or ()}
    if not pairs:
        return {}
    return {**{f"aws:RequestTag/{name}": value for name, value in pairs.items()}, "aws:TagKeys": tuple(pairs)}


def set_conditions(call: Call, key: Key, request: dict[str, Any]) -> ConditionValues:  # noqa: ARG001 - the seam's signature
    """The condition keys of TagResource."""
    return request_tags(request)


def remove_conditions(call: Call, key: Key, request: dict[str, Any]) -> ConditionValues:  # noqa: ARG001 - the seam's signature
    """The condition keys of UntagResource."""
    return {"aws:TagKeys": tuple(request["TagKeys"])}
