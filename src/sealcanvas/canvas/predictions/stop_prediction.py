"""StopPrediction."""

from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.predictions import predict_series, predict_tabular
from sealcanvas.canvas.workspace import as_ours
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException


@sealcanvas.operation("StopPrediction", resource=named("prediction", "PredictionId"))
def stop_prediction(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Ask a batch prediction to stop; it is Stopped once its worker has ended."""
    prediction = target.required
    if not prediction.under_way:
        raise ResourceInUseException(f"Prediction {prediction.id} is {prediction.status}: there is nothing to stop.")
    try:
        (predict_tabular if "transform" in prediction.details else predict_series).stop(call, prediction)
    except ServiceError as error:
        raise as_ours(error) from None
