"""DescribeModelVersion, ListModelVersions, StopModelVersion."""

from typing import Any

from sealcanvas.canvas.failure import members
from sealcanvas.canvas.models import build_series, build_tabular
from sealcanvas.canvas.models.results import results
from sealcanvas.canvas.named import Target, domain_named, named, of_named_domain
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.recipes.asked import wire as wire_recipe
from sealcanvas.canvas.sharing.shares import is_share
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_ours
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.automl.artifacts import artifacts
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("DescribeModelVersion", resource=named("model-version", "ModelVersionId"), atomic=False)
def describe_model_version(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where a build stands and, once it is Ready, what came of it."""
    version = target.required
    details = version.details
    answer = {**_summary(version), "UnderlyingArns": details["arns"], "Warnings": details["warnings"]}
    answer |= details.get("method", {})
    for member, name in (("TimeSeriesConfig", "series"), ("ObjectiveMetricName", "objective")):
        if details.get(name):
            answer[member] = details[name]
    if version.status == "Ready":
        answer |= _artifact(call.instance, version)
        answer |= results(call, version)
    # A recipe's steps name values of the sharer's data: who may not open the model is not told them.
    if details.get("recipe") and not (is_share(version) and "FailureCause" in answer):
        answer["Recipe"] = wire_recipe(details["recipe"])
        if details.get("recipe_id"):
            answer["RecipeId"] = details["recipe_id"]
    return answer


@sealcanvas.operation("ListModelVersions", resource=domain_named)
def list_model_versions(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's model versions, newest first."""
    name = request.get("ModelName")
    in_domain = of_named_domain(call, "model-version", domain, request)
    mine = [each for each in in_domain if name in (None, each.name)]
    found, more = page(request, mine)
    return {"ModelVersions": [_summary(each) for each in found], **more}


@sealcanvas.operation("StopModelVersion", resource=named("model-version", "ModelVersionId"))
def stop_model_version(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Ask a build to stop; it is Stopped once its worker has ended."""
    version = target.required
    if not version.under_way:
        raise ResourceInUseException(f"Model version {version.id} is {version.status}: there is nothing to stop.")
    try:
        (build_tabular if "automl" in version.details else build_series).stop(call, version)
    except ServiceError as error:
        raise as_ours(error) from None


def _artifact(instance: Instance, version: Stored) -> dict[str, str]:
    job = sagemaker_stored.find(instance, version.details["automl"]) if "automl" in version.details else None
    if job is None:
        return {}
    return {"ArtifactS3Uri": artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)["model"]}


def _summary(version: Stored) -> dict[str, Any]:
    details = version.details
    answer = {
        "ModelVersionId": version.id,
        "ModelVersionArn": version.arn,
        "ModelName": version.name,
        "VersionNumber": details["version"],
        "DomainId": version.domain_id,
        "UserProfileName": version.profile,
        "DatasetId": details["dataset"],
        "DatasetVersion": details["dataset_version"],
        "TargetColumn": details["target"],
        "BuildType": details["build"],
        "Status": version.status,
        "Phase": details.get("phase") or "Starting",
        "ProgressPercent": min(100, max(0, int(100 * details.get("fraction", 0.0)))),
        "CreationTime": version.created_at,
        "LastModifiedTime": version.modified_at,
        **members(details),
    }
    for member, name in (("ProblemType", "problem"), ("SSEKMSKeyId", "key_arn")):
        if details.get(name):
            answer[member] = details[name]
    if is_share(version):
        answer["SharedByUserProfileName"] = details["shared_by_profile"]
    return answer
