"""DeletePrediction."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.forecast_access import status_of
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.predictions.what_if import ENDED
from sealcanvas.canvas.withdrawn import delete_folder, delete_forecasts
from sealcanvas.canvas.workspace import as_ours, as_user, settings_for
from sealcanvas.jobs.queue import forget
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException


@sealcanvas.operation("DeletePrediction", resource=named("prediction", "PredictionId"))
def delete_prediction(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a prediction's objects, and a time series' forecast, as the user profile's execution role."""
    prediction = target.required
    if prediction.under_way:
        raise ResourceInUseException(f"Prediction {prediction.id} is being made. Stop it, or wait for its end.")
    for run in stored.of_domain(call.instance, "automation-run", prediction.domain_id, under_way=True):
        if run.details.get("prediction") == prediction.id:
            raise ResourceInUseException(f"Prediction {prediction.id} is of a run of {run.details['automation']}.")
    for each in prediction.details.get("what_ifs", []):
        if status_of(call.instance, each["arn"]) not in ENDED:
            raise ResourceInUseException(f"The what-if '{each['name']}' of {prediction.id} is being made.")
    settings = settings_for(call.instance, prediction)
    role = as_user(call.instance, settings, call.region, prediction.arn, within=call)
    known = next((prediction.details[name] for name in ("output", "file") if prediction.details.get(name)), None)
    try:
        if known:
            delete_folder(role, known[: known.index(f"/{prediction.id}/")] + f"/{prediction.id}/")
        if "forecast" in prediction.details:
            delete_forecasts(role, [prediction.details["forecast"]])
    except ServiceError as error:
        raise as_ours(error) from None
    if "prepare" in prediction.details:
        forget(call.instance, prediction.details["prepare"])
    stored.remove(call.instance, prediction.id)
