"""DescribeModelPackageGroup."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.registry.group import group_named, require_group
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "DescribeModelPackageGroup",
    resource=lambda call, request: group_named(call, request["ModelPackageGroupName"]),
    atomic=False,
)
def describe_model_package_group(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam
    """Tell all about a group."""
    group = require_group(found)
    told = {
        "ModelPackageGroupName": group.name,
        "ModelPackageGroupArn": group.arn,
        "CreationTime": group.created_at,
        "CreatedBy": group.details["created_by"],
        "ModelPackageGroupStatus": group.status,
    }
    if "ModelPackageGroupDescription" in group.request:
        told["ModelPackageGroupDescription"] = group.request["ModelPackageGroupDescription"]
    return told
