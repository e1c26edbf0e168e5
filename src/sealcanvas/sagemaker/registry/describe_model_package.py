"""DescribeModelPackage."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.registry.conditions import current_conditions
from sealcanvas.sagemaker.registry.facts import facts_of
from sealcanvas.sagemaker.registry.package import package_named, require_package, summary
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "DescribeModelPackage",
    resource=lambda call, request: package_named(call, request["ModelPackageName"]),
    conditions=current_conditions,
    atomic=False,
)
def describe_model_package(call: Call, found: Target, request: Request) -> Request:
    """Tell all about a package; its own key must open it, unless only MetadataOnly is asked for."""
    package = require_package(found)
    metadata_only = request.get("IncludedData") == "MetadataOnly"
    facts = {} if metadata_only and package.details["key_arn"] is not None else dict(facts_of(call, package))
    if metadata_only and "ModelCard" in facts:
        facts["ModelCard"] = {k: v for k, v in facts["ModelCard"].items() if k != "ModelCardContent"}
    told = {
        **summary(package),
        **facts,
        "ModelPackageName": package.name,
        "ModelPackageStatusDetails": {"ValidationStatuses": [], "ImageScanStatuses": []},
        "CertifyForMarketplace": False,
        "CreatedBy": package.details["created_by"],
    }
    if "changed_by" in package.details:
        told |= {"LastModifiedTime": package.modified_at, "LastModifiedBy": package.details["changed_by"]}
    return told
