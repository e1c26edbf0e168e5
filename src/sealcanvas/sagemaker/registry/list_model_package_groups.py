"""ListModelPackageGroups."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.registry.group import KIND
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListModelPackageGroups", atomic=False)
def list_model_package_groups(call: Call, request: Request) -> Request:
    """List the caller's groups, by default the oldest first; nobody shares groups with another account here."""
    shared = request.get("CrossAccountFilterOption") == "CrossAccount"
    groups = [] if shared else stored.of_kind(call, KIND)
    found, more = page(request, groups, sort_by="CreationTime", order="Ascending")
    told = [
        {
            "ModelPackageGroupName": group.name,
            "ModelPackageGroupArn": group.arn,
            "CreationTime": group.created_at,
            "ModelPackageGroupStatus": group.status,
            "ModelPackageGroupDescription": group.request.get("ModelPackageGroupDescription"),
        }
        for group in found
    ]
    return {"ModelPackageGroupSummaryList": told, **more}
