"""A forecast's result, opened as who may read it: the execution role and Forecast's role, a key each."""

from collections.abc import Callable
from typing import Any

from sealcanvas.canvas.failure import why_error
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.forecast import forecast_items
from sealcanvas.forecast.errors import ResourceNotFoundException as ForecastNotFound
from sealcanvas.s3 import get_object
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException, ValidationException

Answer = dict[str, Any]


def forecast_of(prediction: Stored) -> str:
    """The ARN of a prediction's forecast, which is there to be shown.

    Raises:
        ValidationException: it is a prediction of a table's rows.
        ResourceInUseException: it is not Ready.
    """
    if "step" not in prediction.details:
        raise ValidationException(f"Prediction {prediction.id} is of a table's rows: it has no items and no what-ifs.")
    if prediction.status != "Ready":
        raise ResourceInUseException(f"Prediction {prediction.id} is {prediction.status}. It must be Ready.")
    return str(prediction.details["forecast"])


def what_if_of(prediction: Stored, what_if_id: str) -> dict[str, Any]:
    """What is kept of one of a prediction's what-ifs.

    Raises:
        ResourceNotFoundException: there is none of that id.
    """
    for each in prediction.details.get("what_ifs", []):
        if each["id"] == what_if_id:
            return dict(each)
    raise ResourceNotFoundException(f"Prediction {prediction.id} has no what-if {what_if_id}.")


def read_result(call: Call, prediction: Stored, arn: str, tell: Callable[[dict[str, Any]], Answer]) -> Answer:
    """What `tell` makes of the items of the forecast or what-if forecast `arn`; or FailureCause and FailureReason.

    The execution role must be able to open the prediction's output, Forecast's role the forecast; both are asked for
    every time.

    Raises:
        ResourceNotFoundException: the forecast was deleted; or as `tell`.
        ValidationException: as `tell`.
    """
    settings = settings_for(call.instance, prediction)
    role_arn = settings.execution_role
    try:
        bucket, key = parse_uri(prediction.details["output"])
        role = as_user(call.instance, settings, prediction.region, prediction.arn, within=call)
        get_object(role, {"Bucket": bucket, "Key": key, "Range": "bytes=0-0"})["Body"].close()
        role_arn = settings.forecast_role or ""
        return tell(forecast_items(call.instance, arn))
    except (ValidationException, ResourceNotFoundException):
        raise
    except ForecastNotFound:
        raise ResourceNotFoundException(
            f"The forecast of prediction {prediction.id} was deleted at Forecast, as it is with its model; what it has "
            "written stays in the bucket."
        ) from None
    except ServiceError as error:
        why = why_error(call.instance, error, "kms:Decrypt", role_arn)
        return {"FailureCause": why.cause, "FailureReason": f"The forecast cannot be shown: {why.reason}"}


def own(prediction: Stored, name: str) -> str:
    """The dataset's name of a column that Forecast has a name of its own for."""
    return str(prediction.details.get("names", {}).get(name, name))
