"""Tabular builds: an AutoML job of SageMaker's, made as the user profile's execution role."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset import file_uri
from sealcanvas.canvas.failure import why_job_failed
from sealcanvas.canvas.recipes.asked import Asked
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.sagemaker import create_prepared_auto_ml_job, stop_auto_ml_job
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

OBJECTIVES = {"Regression": "RMSE", "BinaryClassification": "F1", "MulticlassClassification": "Accuracy"}
"""What a build is optimised for: Canvas's headline scores."""

METHOD = ("TrainingMethod", "MaxCandidates", "ValidationFraction")
"""Members of a request that say how the AutoML job searches."""

_SECONDS = {"quick": 12, "standard": 600}
# A job's time runs while it reads; a file is read several times as fast as this, and what is left trains on more rows.
_BYTES_A_SECOND = 10 * 10**6
_CONTENT_TYPES = {"csv": "text/csv;header=present", "parquet": "x-application/vnd.amazon+parquet"}


def budget(build: str, size: int) -> int:
    """Seconds of a build; `size`: bytes of the dataset."""
    return _SECONDS[build] + size // _BYTES_A_SECOND


def begin(call: Call, settings: CanvasSettings, version: Stored, dataset: Stored, recipe: Asked | None = None) -> None:
    """Create the AutoML job.

    Raises:
        ServiceError: SageMaker refused it.
    """
    role = as_user(call.instance, settings, call.region, version.arn, within=call)
    problem, method = version.details["problem"], version.details["method"]
    criteria = {"MaxAutoMLJobRuntimeInSeconds": budget(version.details["build"], dataset.details["bytes"])}
    if "MaxCandidates" in method:
        criteria["MaxCandidates"] = method["MaxCandidates"]
    tabular: dict[str, Any] = {"TargetAttributeName": version.details["target"], "CompletionCriteria": criteria}
    if "TrainingMethod" in method:
        tabular["Mode"] = method["TrainingMethod"]
    output: dict[str, Any] = {"S3OutputPath": f"{settings.artifact_prefix}/models"}
    request: dict[str, Any] = {
        "AutoMLJobName": f"canvas-{version.id}",
        "AutoMLJobInputDataConfig": [
            {
                "ChannelType": "training",
                "ContentType": _CONTENT_TYPES[dataset.details["format"]],
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": file_uri(dataset)}},
            }
        ],
        "OutputDataConfig": output,
        "AutoMLProblemTypeConfig": {"TabularJobConfig": tabular},
        "RoleArn": settings.execution_role,
    }
    if problem is not None:
        tabular["ProblemType"] = problem
        request["AutoMLJobObjective"] = {"MetricName": version.details["objective"] or OBJECTIVES[problem]}
    if "ValidationFraction" in method:
        request["DataSplitConfig"] = {"ValidationFraction": method["ValidationFraction"]}
    if settings.storage_key:
        output["KmsKeyId"] = settings.storage_key
    if settings.app_key:
        request["SecurityConfig"] = {"VolumeKmsKeyId": settings.app_key}
    if settings.tags:
        request["Tags"] = settings.tag_list
    preparation = None if recipe is None else recipe.payload
    arn = create_prepared_auto_ml_job(role, request, preparation)["AutoMLJobArn"]
    stored.change(
        call.instance, version.id, automl=arn, arns=[arn], key_arn=settings.storage_key or "", phase="Starting"
    )


def advance(instance: Instance, version: Stored) -> None:
    """Follow the AutoML job."""
    job = sagemaker_stored.find(instance, version.details["automl"])
    if job is None:
        stored.change(instance, version.id, status="Failed", **_gone())
        return
    match job.status:
        case "Completed":
            problem = (job.details.get("result") or {}).get("problem", version.details["problem"])
            stored.change(instance, version.id, status="Ready", phase="Completed", fraction=1.0, problem=problem)
        case "Stopped":
            stored.change(instance, version.id, status="Stopped", phase="Stopped")
        case "Failed":
            work = find_job(instance, job.arn)
            failure = work.failure if work else None
            why = why_job_failed(instance, failure, job.request["RoleArn"], "UnsuitableData")
            stored.change(instance, version.id, status="Failed", phase="Failed", **why.details())
        case _:
            fraction = (job.details.get("progress") or {}).get("fraction", 0.0)
            stored.change(instance, version.id, phase=job.details.get("secondary", ""), fraction=round(fraction, 2))


def stop(call: Call, version: Stored) -> None:
    """Ask the AutoML job to stop.

    Raises:
        ServiceError: SageMaker refused.
    """
    settings = settings_for(call.instance, version)
    role = as_user(call.instance, settings, call.region, version.arn, within=call)
    stop_auto_ml_job(role, {"AutoMLJobName": version.details["automl"].rpartition("/")[2]})


def _gone() -> dict[str, str]:
    return {"failure_cause": "InternalError", "failure_reason": "The AutoML job was deleted."}
