"""DeleteModelPackageGroup."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ConflictException
from sealcanvas.sagemaker.registry.group import group_named, require_group
from sealcanvas.sagemaker.registry.package import versions_of
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "DeleteModelPackageGroup", resource=lambda call, request: group_named(call, request["ModelPackageGroupName"])
)
def delete_model_package_group(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam
    """Forget a group that has no packages."""
    group = require_group(found)
    if versions_of(call, group.arn):
        raise ConflictException(f"Model Package Group {group.arn} contains Model Packages and cannot be deleted.")
    stored.remove(call.instance, group)
