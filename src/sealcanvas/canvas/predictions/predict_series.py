"""Forecasts of a time series model: made and exported by Forecast, as its role, under the user's keys.

[prepare (our own job) -> import [-> import_related] (dataset import jobs) ->] forecast -> export -> Ready

The first steps are taken for a dataset of newer rows: Forecast goes on from what was imported last.
"""

from collections.abc import Callable
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.series_data import (
    begin_import,
    begin_preparation,
    forecast_name,
    prepared,
    related_file,
)
from sealcanvas.canvas.failure import Why, why_error, why_job_failed
from sealcanvas.canvas.forecast_access import require_forecast_role, status_of, why_forecast_failed
from sealcanvas.canvas.models.results import own_names
from sealcanvas.canvas.recipes.asked import kept
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.forecast import create_forecast, create_forecast_export_job
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.jobs.queue import stop as stop_job
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException

Step = Callable[[Instance, Stored, CanvasSettings, Call], None]


def begin(call: Call, settings: CanvasSettings, prediction: Stored, version: Stored, dataset: Stored | None) -> None:
    """Ask for everything that Forecast's role will need, then take the first step.

    Args:
        dataset: newer rows to go on from; None for those that the model has.

    Raises:
        ServiceError: Forecast refused it, or its role lacks an action.
    """
    stored.change(call.instance, prediction.id, names=own_names(version))
    name = forecast_name(prediction.id)
    require_forecast_role(call, settings, dataset, f"arn:aws:forecast:{call.region}:{call.account}:forecast/{name}")
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    if dataset is None:
        _forecast(call.instance, prediction, settings, role)
        return
    file = f"{settings.artifact_prefix}/predictions/{prediction.id}/series.csv"
    details = version.details.get("recipe")
    recipe = None if details is None else kept(call, None, dataset, details).sound()
    arn = begin_preparation(call, settings, prediction, version, dataset, file, recipe)
    stored.change(call.instance, prediction.id, step="prepare", prepare=arn, file=file)


def advance(instance: Instance, prediction: Stored) -> None:
    """Take the next step if the one before is over."""
    step = prediction.details["step"]
    if step == "prepare":
        _after_preparation(instance, prediction)
        return
    arn = prediction.details[step]
    match status_of(instance, arn):
        case "ACTIVE" if prediction.details.get("stopping"):
            stored.change(instance, prediction.id, status="Stopped")
        case "ACTIVE" if step == "import" and "related" in _version(instance, prediction).details:
            _take(instance, prediction, _import_related)
        case "ACTIVE" if step in ("import", "import_related"):
            _take(instance, prediction, _forecast)
        case "ACTIVE" if step == "forecast":
            _take(instance, prediction, _export)
        case "ACTIVE":
            _finish(instance, prediction)
        case "CREATE_STOPPED":
            stored.change(instance, prediction.id, status="Stopped")
        case "CREATE_FAILED":
            _fail(instance, prediction, why_forecast_failed(instance, arn))


def stop(call: Call, prediction: Stored) -> None:
    """Stop the step at hand; no further one is taken."""
    stored.change(call.instance, prediction.id, stopping=True)
    stop_job(call.instance, prediction.details[prediction.details["step"]])


def _after_preparation(instance: Instance, prediction: Stored) -> None:
    job = find_job(instance, prediction.details["prepare"])
    if job is None:
        _fail(instance, prediction, Why("InternalError", "The job that prepares the series is gone."))
    elif job.state is JobState.STOPPED or (job.state is JobState.SUCCEEDED and prediction.details.get("stopping")):
        stored.change(instance, prediction.id, status="Stopped")
    elif job.state is JobState.FAILED:
        _fail(instance, prediction, why_job_failed(instance, job.failure, job.spec.role_arn, "UnsuitableData"))
    elif job.state is JobState.SUCCEEDED:
        stored.change(instance, prediction.id, prepared=prepared(job))
        _take(instance, prediction, _import)


def _take(instance: Instance, prediction: Stored, step: Step) -> None:
    """Take a step as the user profile's execution role; what is refused is the end of the prediction."""
    try:
        settings = settings_for(instance, prediction)
        with instance.database.transaction():
            now = stored.find(instance, prediction.id) or prediction
            step(instance, now, settings, as_user(instance, settings, prediction.region, prediction.arn))
    except ResourceNotFoundException as error:
        _fail(instance, prediction, Why("InternalError", error.message))
    except ServiceError as error:
        _fail(instance, prediction, why_error(instance, error, "kms:DescribeKey", settings.forecast_role or ""))


def _import(instance: Instance, prediction: Stored, settings: CanvasSettings, role: Call) -> None:
    dataset_arn = _version(instance, prediction).details["arns"][0]
    arn = begin_import(
        role, settings, prediction, dataset_arn, prediction.details["file"], prediction.details["prepared"]
    )
    stored.change(instance, prediction.id, step="import", **{"import": arn})


def _import_related(instance: Instance, prediction: Stored, settings: CanvasSettings, role: Call) -> None:
    dataset_arn = _version(instance, prediction).details["related"]
    file = related_file(prediction.details["file"])
    arn = begin_import(role, settings, prediction, dataset_arn, file, prediction.details["prepared"])
    stored.change(instance, prediction.id, step="import_related", import_related=arn)


def _forecast(instance: Instance, prediction: Stored, settings: CanvasSettings, role: Call) -> None:  # noqa: ARG001 - a step's signature
    predictor = _version(instance, prediction).details["train"]
    request = {"ForecastName": forecast_name(prediction.id), "PredictorArn": predictor}
    stored.change(instance, prediction.id, step="forecast", forecast=create_forecast(role, request)["ForecastArn"])


def _export(instance: Instance, prediction: Stored, settings: CanvasSettings, role: Call) -> None:
    path = f"{settings.artifact_prefix}/predictions/{prediction.id}"
    place: dict[str, Any] = {"Path": path, "RoleArn": settings.forecast_role}
    if settings.storage_key:
        place["KMSKeyArn"] = settings.storage_key
    request = {
        "ForecastExportJobName": forecast_name(prediction.id),
        "ForecastArn": prediction.details["forecast"],
        "Destination": {"S3Config": place},
        "Format": "CSV",
    }
    arn = create_forecast_export_job(role, request)["ForecastExportJobArn"]
    stored.change(instance, prediction.id, step="export", export=arn)


def _version(instance: Instance, prediction: Stored) -> Stored:
    version = stored.find(instance, prediction.details["version"])
    if version is None:
        raise ResourceNotFoundException(f"Model version {prediction.details['version']} was deleted.")
    return version


def _finish(instance: Instance, prediction: Stored) -> None:
    job = find_job(instance, prediction.details["export"])
    if job is None:
        _fail(instance, prediction, Why("InternalError", "The export job was deleted."))
        return
    output = f"s3://{job.spec.payload['bucket']}/{job.spec.payload['files']['values']}"
    stored.change(instance, prediction.id, status="Ready", output=output, rows=job.result.get("rows"))


def _fail(instance: Instance, prediction: Stored, why: Why) -> None:
    stored.change(instance, prediction.id, status="Failed", **why.details())
