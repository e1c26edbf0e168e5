"""Forecasts of a time series model: made and exported by Forecast, as its role, under the user's keys."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.build_series import forecast_name
from sealcanvas.canvas.failure import Why, why_error
from sealcanvas.canvas.forecast_access import require_forecast_role, status_of, why_forecast_failed
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.forecast import create_forecast, create_forecast_export_job
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.sagemaker.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException


def begin(call: Call, settings: CanvasSettings, prediction: Stored, version: Stored) -> None:
    """Ask for everything that Forecast's role will need, then create the forecast.

    Raises:
        ServiceError: Forecast refused it, or its role lacks an action.
    """
    name = forecast_name(prediction.id)
    arn = f"arn:aws:forecast:{call.region}:{call.account}:forecast/{name}"
    require_forecast_role(call, settings, None, arn)
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    made = create_forecast(role, {"ForecastName": name, "PredictorArn": version.details["train"]})["ForecastArn"]
    stored.change(call.instance, prediction.id, step="forecast", forecast=made)


def advance(instance: Instance, prediction: Stored) -> None:
    """Export the forecast once it is there; the prediction is Ready once the export is."""
    step = prediction.details["step"]
    arn = prediction.details[step]
    match status_of(instance, arn):
        case "ACTIVE" if step == "forecast":
            why = _export(instance, prediction)
        case "ACTIVE":
            _finish(instance, prediction)
            return
        case "CREATE_FAILED" | "CREATE_STOPPED":
            why = why_forecast_failed(instance, arn)
        case _:
            return
    if why is not None:
        stored.change(instance, prediction.id, status="Failed", **why.details())


def _export(instance: Instance, prediction: Stored) -> Why | None:
    """Begin the export; None, or why it could not."""
    try:
        settings = settings_for(instance, prediction)
    except ResourceNotFoundException as error:
        return Why("InternalError", error.message)
    name = forecast_name(prediction.id)
    path = f"{settings.artifact_prefix}/predictions/{prediction.id}"
    place: dict[str, Any] = {"Path": path, "RoleArn": settings.forecast_role}
    if settings.storage_key:
        place["KMSKeyArn"] = settings.storage_key
    try:
        with instance.database.transaction():
            role = as_user(instance, settings, prediction.region, prediction.arn)
            arn = create_forecast_export_job(
                role,
                {
                    "ForecastExportJobName": name,
                    "ForecastArn": prediction.details["forecast"],
                    "Destination": {"S3Config": place},
                    "Format": "CSV",
                },
            )["ForecastExportJobArn"]
            stored.change(instance, prediction.id, step="export", export=arn)
    except ServiceError as error:
        return why_error(instance, error, "kms:DescribeKey", settings.forecast_role or "")
    return None


def _finish(instance: Instance, prediction: Stored) -> None:
    job = find_job(instance, prediction.details["export"])
    if job is None:
        why = Why("InternalError", "The export job was deleted.")
        stored.change(instance, prediction.id, status="Failed", **why.details())
        return
    output = f"s3://{job.spec.payload['bucket']}/{job.spec.payload['key']}"
    stored.change(instance, prediction.id, status="Ready", output=output, rows=job.result.get("rows"))
