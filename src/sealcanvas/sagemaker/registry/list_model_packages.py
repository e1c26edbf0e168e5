"""ListModelPackages."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.registry.group import group_named, require_group
from sealcanvas.sagemaker.registry.package import KIND, summary
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_TOLD = frozenset(
    {
        "CreationTime",
        "ModelApprovalStatus",
        "ModelPackageArn",
        "ModelPackageGroupName",
        "ModelPackageName",
        "ModelPackageRegistrationType",
        "ModelPackageStatus",
        "ModelPackageVersion",
    }
)


@sagemaker.operation("ListModelPackages", atomic=False)
def list_model_packages(call: Call, request: Request) -> Request:
    """List the caller's packages, by default the unversioned ones, the oldest first."""
    packages = stored.of_kind(call, KIND)
    if "ModelPackageGroupName" in request:
        group = require_group(group_named(call, request["ModelPackageGroupName"]))
        packages = [package for package in packages if package.details["group_arn"] == group.arn]
        kind = request.get("ModelPackageType", "Versioned")
    else:
        kind = request.get("ModelPackageType", "Unversioned")
    if kind != "Both":
        packages = [each for each in packages if (each.details["version"] is not None) == (kind == "Versioned")]
    if "ModelApprovalStatus" in request:
        wanted = request["ModelApprovalStatus"]
        packages = [package for package in packages if package.request.get("ModelApprovalStatus") == wanted]
    found, more = page(request, packages, sort_by="CreationTime", order="Ascending")
    return {"ModelPackageSummaryList": [_summary(package) for package in found], **more}


def _summary(package: Stored) -> Request:
    told = {name: value for name, value in summary(package).items() if name in _TOLD}
    if package.details["key_arn"] is None:  # else its description is for those alone who may use its key
        facts = package.details["facts"]
        told |= {"ModelPackageDescription": facts.get("ModelPackageDescription")}
        told |= {"ModelLifeCycle": facts.get("ModelLifeCycle")}
    return told
