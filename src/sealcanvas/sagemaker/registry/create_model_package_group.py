"""CreateModelPackageGroup."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.registry.group import KIND
from sealcanvas.sagemaker.registry.identity import identity_of
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateModelPackageGroup", resource=named(KIND, "ModelPackageGroupName"), conditions=request_tags)
def create_model_package_group(call: Call, found: Target, request: Request) -> Request:
    """Make an empty group."""
    if isinstance(found, Stored):
        raise ValidationException(f"Model Package Group already exists: {found.arn}")
    if "ManagedConfiguration" in request:
        raise ValidationException("ManagedConfiguration is not supported.")
    name = request["ModelPackageGroupName"]
    made = stored.store(call, KIND, found.arn, name, "Completed", request, created_by=identity_of(call), last_version=0)
    return {"ModelPackageGroupArn": made.arn}
