"""AddTags."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.tagging.taggable import require_found, resource_named, save_tags, wire_tags
from sealcanvas.sagemaker.tags import merged_tags, request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import Resource


@sagemaker.operation("AddTags", resource=resource_named, conditions=request_tags)
def add_tags(call: Call, resource: Resource, request: Request) -> Request:
    """Add tags to a resource, or give keys that it has other values; all its tags."""
    found = require_found(call, resource)
    tags = merged_tags(found.tags, {tag["Key"]: tag["Value"] for tag in request["Tags"]})
    save_tags(call, found, tags)
    return {"Tags": wire_tags(tags)}
