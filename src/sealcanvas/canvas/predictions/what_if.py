"""CreateWhatIf, ListWhatIfs, DeleteWhatIf: a forecast as it would be if related columns went another way."""

import math
import secrets
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.series_data import forecast_name
from sealcanvas.canvas.forecast_access import status_of, why_forecast_failed
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.predictions.forecast_result import forecast_of, own, read_result, what_if_of
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_ours, as_user, settings_for
from sealcanvas.forecast import create_what_if_analysis, create_what_if_forecast, delete_what_if_forecast
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import (
    ResourceInUseException,
    ServiceQuotaExceededException,
    ValidationException,
)

_MOST = 20
ENDED = {"ACTIVE": "Ready", "CREATE_FAILED": "Failed", "CREATE_STOPPED": "Stopped"}
"""What Forecast's final states are called here."""
_SECOND = timedelta(seconds=1)  # Forecast's conditions leave the ends out; no period is as short


@sealcanvas.operation("CreateWhatIf", resource=named("prediction", "PredictionId"))
def create_what_if(call: Call, target: Target, request: Request) -> Request:
    """Begin to forecast once more, as the user profile's execution role; Forecast's own role does the work."""
    prediction = target.required
    forecast = forecast_of(prediction)
    made = prediction.details.get("what_ifs", [])
    if any(each["name"] == request["WhatIfName"] for each in made):
        raise ResourceInUseException(
            f"Prediction {prediction.id} has a what-if '{request['WhatIfName']}' already. Choose another name."
        )
    if len(made) >= _MOST:
        raise ServiceQuotaExceededException(f"A prediction has {_MOST} what-ifs at most. Delete one.")
    refused = read_result(call, prediction, forecast, lambda index: _check(prediction, index, request["Changes"]))
    if refused:
        raise ValidationException(refused["FailureReason"])
    settings = settings_for(call.instance, prediction)
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    what_if_id = f"wi-{secrets.token_hex(9)[:17]}"
    try:
        analysis = prediction.details.get("analysis")
        if analysis is None:
            wish = {"WhatIfAnalysisName": forecast_name(prediction.id), "ForecastArn": forecast}
            analysis = create_what_if_analysis(role, wish)["WhatIfAnalysisArn"]
        changes = [_transformation(prediction, each) for each in request["Changes"]]
        wished = {
            "WhatIfForecastName": forecast_name(what_if_id),
            "WhatIfAnalysisArn": analysis,
            "TimeSeriesTransformations": changes,
        }
        arn = create_what_if_forecast(role, wished)["WhatIfForecastArn"]
    except ServiceError as error:
        raise as_ours(error) from None
    kept = {"id": what_if_id, "name": request["WhatIfName"], "arn": arn, "changes": request["Changes"]}
    now = call.instance.clock().isoformat()
    arns = [*(each["arn"] for each in made), arn]
    stored.change(
        call.instance, prediction.id, analysis=analysis, what_ifs=[*made, {**kept, "created": now}], arns=arns
    )
    return {"WhatIfId": what_if_id}


@sealcanvas.operation("ListWhatIfs", resource=named("prediction", "PredictionId"))
def list_what_ifs(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """A prediction's what-ifs, newest first, and where each stands."""
    found = target.required.details.get("what_ifs", [])
    return {"WhatIfs": [_wire(call, each) for each in reversed(found)]}


@sealcanvas.operation("DeleteWhatIf", resource=named("prediction", "PredictionId"))
def delete_what_if(call: Call, target: Target, request: Request) -> None:
    """Delete a what-if and its forecast; refused while it is being made."""
    prediction = target.required
    gone = what_if_of(prediction, request["WhatIfId"])
    if _state(call, gone) == "InProgress":
        raise ResourceInUseException(f"The what-if '{gone['name']}' is being made. Wait for its end.")
    role = as_user(call.instance, settings_for(call.instance, prediction), call.region, prediction.arn, within=call)
    try:
        if forecast_stored.find(call.instance, gone["arn"]) is not None:
            delete_what_if_forecast(role, {"WhatIfForecastArn": gone["arn"]})
    except ServiceError as error:
        raise as_ours(error) from None
    kept = [each for each in prediction.details["what_ifs"] if each["id"] != gone["id"]]
    stored.change(call.instance, prediction.id, what_ifs=kept, arns=[each["arn"] for each in kept])


def _check(prediction: Stored, index: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, str]:
    """Nothing if every change can change the forecast.

    Raises:
        ValidationException: names the change and what is wrong with it.
    """
    known = [own(prediction, name) for name in index["known"]]
    features = [own(prediction, name) for name in index["features"]]
    items = {tuple(row[0]) for row in index["items"]}
    for number, change in enumerate(changes, 1):
        column, keys = change["Column"], change.get("Keys")
        if column not in features:
            raise ValidationException(
                f"Change {number}: '{column}' is no related column of the model. It has: "
                f"{', '.join(features) or 'none'}."
            )
        if column not in known:
            raise ValidationException(
                f"Change {number}: '{column}' had no future values when the model was built, so that the forecast does "
                "not look at any. Build with rows after the last value of the target."
            )
        if keys is not None and tuple(keys) not in items:
            raise ValidationException(f"Change {number}: the forecast has no item with the keys {', '.join(keys)}.")
        if not math.isfinite(change["Value"]):
            raise ValidationException(f"Change {number}: Value must be a finite number.")
        if change["Operation"] == "DIVIDE" and change["Value"] == 0:
            raise ValidationException(f"Change {number}: '{column}' cannot be divided by 0.")
        start, end = _moment(number, change, "From"), _moment(number, change, "To")
        if start is not None and end is not None and start > end:
            raise ValidationException(f"Change {number}: From is after To.")
    return {}


def _moment(number: int, change: dict[str, Any], member: str) -> datetime | None:
    if member not in change:
        return None
    try:
        moment = datetime.fromisoformat(change[member])
    except ValueError:
        raise ValidationException(f"Change {number}: {member} '{change[member]}' is no date.") from None
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValidationException(f"Change {number}: {member} '{change[member]}' is out of the years 2 to 9998.")
    return moment


def _transformation(prediction: Stored, change: dict[str, Any]) -> dict[str, Any]:
    """A change in Forecast's words."""
    forecasts = {name: column for column, name in prediction.details["names"].items()}
    keys = ["item_id", *(f"dimension_{n}" for n in range(1, len(change.get("Keys", ()))))]
    conditions = [
        {"AttributeName": name, "AttributeValue": value, "Condition": "EQUALS"}
        for name, value in zip(keys, change.get("Keys", ()), strict=False)
    ]
    for member, condition, away in (("From", "GREATER_THAN", -_SECOND), ("To", "LESS_THAN", _SECOND)):
        if member in change:
            moment = (datetime.fromisoformat(change[member]) + away).isoformat(sep=" ")
            conditions.append({"AttributeName": "timestamp", "AttributeValue": moment, "Condition": condition})
    action = {"AttributeName": forecasts[change["Column"]], "Operation": change["Operation"], "Value": change["Value"]}
    return {"Action": action, **({"TimeSeriesConditions": conditions} if conditions else {})}


def _state(call: Call, kept: dict[str, Any]) -> str:
    return ENDED.get(status_of(call.instance, kept["arn"]), "InProgress")


def _wire(call: Call, kept: dict[str, Any]) -> dict[str, Any]:
    state = _state(call, kept)
    answer = {
        "WhatIfId": kept["id"],
        "WhatIfName": kept["name"],
        "Status": state,
        "Changes": kept["changes"],
        "CreationTime": datetime.fromisoformat(kept["created"]),
    }
    if state == "Failed":
        why = why_forecast_failed(call.instance, kept["arn"])
        answer |= {"FailureCause": why.cause, "FailureReason": why.reason}
    return answer
