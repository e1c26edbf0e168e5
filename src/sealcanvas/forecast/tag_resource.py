"""TagResource, UntagResource, ListTagsForResource: for every kind of resource alike."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, named
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.tags import request_tags, require_few
from sealcanvas.iam.tags import wire_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def _tag_keys(call: Call, target: Any, request: Request) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"aws:TagKeys": tuple(request["TagKeys"])} if request["TagKeys"] else {}


@forecast.operation("TagResource", resource=named("ResourceArn"), conditions=request_tags)
def tag_resource(call: Call, target: Target, request: Request) -> None:
    """Add tags to a resource, or change their values."""
    resource = _tagged(target)
    tags = {**resource.tags, **{tag["Key"]: tag["Value"] for tag in request["Tags"]}}
    require_few(tags)
    stored.change(call.instance, resource.arn, tags=tags)


@forecast.operation("UntagResource", resource=named("ResourceArn"), conditions=_tag_keys)
def untag_resource(call: Call, target: Target, request: Request) -> None:
    """Take tags off a resource; one that it does not have is no fault."""
    resource = _tagged(target)
    kept = {key: value for key, value in resource.tags.items() if key not in request["TagKeys"]}
    stored.change(call.instance, resource.arn, tags=kept)


@forecast.operation("ListTagsForResource", resource=named("ResourceArn"))
def list_tags_for_resource(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell a resource's tags."""
    return {"Tags": wire_tags(_tagged(target).tags)}


def _tagged(target: Target) -> Stored:
    if not isinstance(target, Stored):
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    return target
