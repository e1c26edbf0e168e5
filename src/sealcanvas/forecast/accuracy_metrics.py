"""GetAccuracyMetrics: what the back-test windows said of a predictor."""

from datetime import UTC, datetime
from typing import Any

from sealcanvas.forecast.arns import Target, existing, named
from sealcanvas.forecast.errors import ResourceInUseException
from sealcanvas.forecast.forecast_types import forecast_type
from sealcanvas.forecast.roles import as_role
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.store_files import read_json
from sealcanvas.forecast.stored import ACTIVE
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ERRORS = ("WAPE", "RMSE", "MASE", "MAPE")


@forecast.operation("GetAccuracyMetrics", resource=named("PredictorArn"))
def get_accuracy_metrics(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """The metrics of each back-test window and over all of them, opened as the predictor's role."""
    predictor = existing(target, "predictor")
    if predictor.status != ACTIVE:
        raise ResourceInUseException(f"{predictor.arn} is {predictor.status}. It must be ACTIVE.")
    report = read_json(as_role(call, predictor.details["role_arn"], predictor.arn), predictor, "report")
    windows = [_window(each, "COMPUTED") for each in report["windows"]]
    summary = _window(report["summary"], "SUMMARY")
    return {
        "PredictorEvaluationResults": [{"TestWindows": [summary, *windows]}],
        "IsAutoPredictor": True,
        "OptimizationMetric": report["objective"]["name"],
    }


def _window(window: dict[str, Any], kind: str) -> dict[str, Any]:
    metrics = window["metrics"]
    losses = [
        {"Quantile": float(forecast_type(name)), "LossValue": value}
        for name, value in window["losses"].items()
        if value is not None
    ]
    errors = {name: metrics[name] for name in _ERRORS if metrics.get(name) is not None}
    found: dict[str, Any] = {"WeightedQuantileLosses": losses, "ErrorMetrics": [{"ForecastType": "0.5", **errors}]}
    for name in ("RMSE", "AverageWeightedQuantileLoss"):
        if metrics.get(name) is not None:
            found[name] = metrics[name]
    answer = {"EvaluationType": kind, "ItemCount": window["items"], "Metrics": found}
    if kind == "COMPUTED":
        answer["TestWindowStart"] = _moment(window["start"])
        answer["TestWindowEnd"] = _moment(window["end"])
    return answer


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
