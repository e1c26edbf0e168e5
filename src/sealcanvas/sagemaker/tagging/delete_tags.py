"""DeleteTags."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.tagging.taggable import require_found, resource_named, save_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import Resource


def _tag_keys(call: Call, target: Any, request: Request) -> Keys:  # noqa: ARG001 - the seam's signature
    return {"aws:TagKeys": tuple(request["TagKeys"])}


@sagemaker.operation("DeleteTags", resource=resource_named, conditions=_tag_keys)
def delete_tags(call: Call, resource: Resource, request: Request) -> None:
    """Remove tags from a resource; a key that it has not is no fault."""
    found = require_found(call, resource)
    gone = set(request["TagKeys"])
    save_tags(call, found, {key: value for key, value in found.tags.items() if key not in gone})
