"""Tabular predictions: a model and a batch transform job of SageMaker's, made as the execution role."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset import file_uri
from sealcanvas.canvas.failure import Why, why_job_failed
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.sagemaker import (
    create_model,
    create_transform_job,
    delete_model,
    describe_auto_ml_job_v2,
    stop_transform_job,
)
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.tabular_problem import REASONS
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

_CONTENT_TYPES = {"csv": "text/csv", "parquet": "x-application/vnd.amazon+parquet"}


def begin(call: Call, settings: CanvasSettings, prediction: Stored, version: Stored, dataset: Stored) -> None:
    """Create the transform job; its output has a header, and a CSV's own columns before the predictions.

    Raises:
        ServiceError: SageMaker refused it.
    """
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    folder = f"{settings.artifact_prefix}/predictions/{prediction.id}"
    output: dict[str, Any] = {"S3OutputPath": folder, "Accept": "text/csv"}
    if settings.storage_key:
        output["KmsKeyId"] = settings.storage_key
    resources: dict[str, Any] = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
    if settings.app_key:
        resources["VolumeKmsKeyId"] = settings.app_key
    form = dataset.details["format"]
    request: dict[str, Any] = {
        "TransformJobName": f"canvas-{prediction.id}",
        "ModelName": _model(role, settings, version, reasons=prediction.details["reasons"]),
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": file_uri(dataset)}},
            "ContentType": _CONTENT_TYPES[form],
        },
        "TransformOutput": output,
        "TransformResources": resources,
    }
    if form == "csv":
        request["DataProcessing"] = {"JoinSource": "Input"}
        request["TransformInput"]["SplitType"] = output["AssembleWith"] = "Line"
    else:
        request["MaxPayloadInMB"] = 0  # a Parquet file is one payload, however large
    if settings.tags:
        request["Tags"] = settings.tag_list
    arn = create_transform_job(role, request)["TransformJobArn"]
    name = dataset.details["file"]["key"].rpartition("/")[2]
    stored.change(call.instance, prediction.id, transform=arn, output=f"{folder}/{name}.out")


def advance(instance: Instance, prediction: Stored) -> None:
    """Follow the transform job."""
    arn = prediction.details["transform"]
    job, work = sagemaker_stored.find(instance, arn), find_job(instance, arn)
    if job is None:
        why = Why("InternalError", "The transform job was deleted.")
    elif job.status == "Completed":
        stored.change(instance, prediction.id, status="Ready", rows=work.result.get("rows") if work else None)
        return
    elif job.status == "Stopped":
        stored.change(instance, prediction.id, status="Stopped")
        return
    elif job.status == "Failed":
        role_arn = work.spec.role_arn if work else ""
        why = why_job_failed(instance, work.failure if work else None, role_arn, "UnsuitableData")
    else:
        return
    stored.change(instance, prediction.id, status="Failed", **why.details())


def stop(call: Call, prediction: Stored) -> None:
    """Ask the transform job to stop.

    Raises:
        ServiceError: SageMaker refused.
    """
    settings = settings_for(call.instance, prediction)
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    stop_transform_job(role, {"TransformJobName": prediction.details["transform"].rpartition("/")[2]})


def _model(role: Call, settings: CanvasSettings, version: Stored, *, reasons: bool) -> str:
    """The name of the version's model, made at its first prediction; one that tells reasons is another."""
    name = f"canvas-{version.id}" + ("-reasons" if reasons else "")
    found = sagemaker_stored.find(role.instance, f"arn:aws:sagemaker:{role.region}:{role.account}:model/{name}")
    if found is not None and found.request["ExecutionRoleArn"] == settings.execution_role:
        return name
    if found is not None:  # the user profile has another execution role by now
        delete_model(role, {"ModelName": name})
    job = version.details["automl"].rpartition("/")[2]
    best = describe_auto_ml_job_v2(role, {"AutoMLJobName": job})["BestCandidate"]["InferenceContainers"][0]
    environment = {**best.get("Environment", {}), "SEALCANVAS_OUTPUT_HEADER": "true"}
    if "SAGEMAKER_INFERENCE_SUPPORTED" in environment:
        environment["SAGEMAKER_INFERENCE_OUTPUT"] = "predicted_label,probability"
    if reasons:
        chosen = environment.get("SAGEMAKER_INFERENCE_OUTPUT", "predicted_label")
        environment["SAGEMAKER_INFERENCE_OUTPUT"] = f"{chosen},{REASONS}"
    container = {**best, "Environment": environment}
    request = {"ModelName": name, "PrimaryContainer": container, "ExecutionRoleArn": settings.execution_role}
    create_model(role, {**request, "Tags": settings.tag_list} if settings.tags else request)
    return name
