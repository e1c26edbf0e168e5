"""ListTags."""

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.tagging.taggable import require_found, resource_named, wire_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import Resource


@sagemaker.operation("ListTags", resource=resource_named, atomic=False)
def list_tags(call: Call, resource: Resource, request: Request) -> Request:
    """List a resource's tags: at most 50, which is one page, as small as AWS makes them."""
    if request.get("NextToken"):
        raise ValidationException("The pagination token is invalid.")
    return {"Tags": wire_tags(require_found(call, resource).tags)}
