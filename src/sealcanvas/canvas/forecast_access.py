"""What Forecast's role is asked for before anything is written, and why a piece of Forecast's work failed."""

from sealcanvas.canvas.failure import Why, why_job_failed
from sealcanvas.canvas.stored import Stored
from sealcanvas.forecast import require_six_actions
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.forecast.stored import CREATE_FAILED
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ValidationException

__all__ = ["require_forecast_role", "status_of", "why_forecast_failed"]


def require_forecast_role(call: Call, settings: CanvasSettings, dataset: Stored | None, source_arn: str) -> str:
    """The Forecast role, which may do all six actions on key 1, on key 2 and on the key that seals the dataset.

    Args:
        source_arn: the resource of Forecast's that will be made.

    Raises:
        ValidationException: time series are not enabled for the user profile, or name no role.
        ServiceError: Forecast's own: the first action that is missing, or a role that cannot be assumed.
    """
    if not settings.time_series_enabled or not settings.forecast_role:
        raise ValidationException(
            "Time series forecasting is not enabled for this user profile. Set TimeSeriesForecastingSettings to "
            "ENABLED in the CanvasAppSettings of the user profile or the domain."
        )
    keys = [settings.app_key, settings.storage_key, None if dataset is None else dataset.details["key_arn"]]
    require_six_actions(call, settings.forecast_role, [key for key in keys if key], source_arn)
    return settings.forecast_role


def status_of(instance: Instance, arn: str) -> str:
    """Forecast's status of one of its resources; CREATE_FAILED for one that was deleted."""
    found = forecast_stored.find(instance, arn)
    return CREATE_FAILED if found is None else found.status


def why_forecast_failed(instance: Instance, arn: str) -> Why:
    """Why one of Forecast's resources is CREATE_FAILED."""
    found, job = forecast_stored.find(instance, arn), find_job(instance, arn)
    if found is None:
        return Why("InternalError", f"{arn} was deleted.")
    why = why_job_failed(instance, job.failure if job else None, found.details.get("role_arn", ""), "UnsuitableData")
    message = str(found.details.get("message", ""))
    if job is not None and job.failure is not None:
        return why if why.cause != "InternalError" or not message else Why(why.cause, message)
    # Stopped by the server itself, whose words are the resource's: the grant or the key does not hold any more.
    if "is disabled" in message:
        return Why("KeyDisabled", message)
    if "pending deletion" in message:
        return Why("KeyPendingDeletion", message)
    if "key store" in message:
        return Why("KeyUnavailable", message)
    return Why("KeyNotPermitted" if "kms:" in message else "InternalError", message or why.reason)
