"""GetAccuracyMetrics: what the back-test windows said of a predictor."""

from datetime import UTC, datetime
from typing import Any

from sealcanvas.forecast.arns import Target, active, existing, named
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.predictors.forecast_types import DEFAULT, column_names, forecast_type
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.work.store_files import read_json
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("GetAccuracyMetrics", resource=named("PredictorArn"))
def get_accuracy_metrics(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """The metrics of each back-test window and over all of them, opened as the predictor's role."""
    predictor = active(existing(target, "predictor"))
    report = read_json(as_role(call, predictor.details["role_arn"], predictor.arn), predictor.arn, "report")
    columns = column_names(predictor.request.get("ForecastTypes", DEFAULT))
    windows = [_window(each, "COMPUTED", columns) for each in report["windows"]]
    summary = _window(report["summary"], "SUMMARY", columns)
    return {
        "PredictorEvaluationResults": [{"TestWindows": [summary, *windows]}],
        "IsAutoPredictor": True,
        "OptimizationMetric": report["objective"]["name"],
    }


def _window(window: dict[str, Any], kind: str, columns: list[str]) -> dict[str, Any]:
    """One TestWindow; its error metrics by forecast type, of those that were asked for."""
    metrics = window["metrics"]
    losses = [
        {"Quantile": float(forecast_type(name)), "LossValue": value}
        for name, value in window["losses"].items()
        if name in columns and value is not None
    ]
    errors = [{"ForecastType": forecast_type(name), **_known(window["errors"][name])} for name in columns]
    found: dict[str, Any] = {"WeightedQuantileLosses": losses, "ErrorMetrics": errors}
    for name in ("RMSE", "AverageWeightedQuantileLoss"):
        if metrics.get(name) is not None:
            found[name] = metrics[name]
    answer = {"EvaluationType": kind, "ItemCount": window["items"], "Metrics": found}
    if kind == "COMPUTED":
        answer["TestWindowStart"] = _moment(window["start"])
        answer["TestWindowEnd"] = _moment(window["end"])
    return answer


def _known(errors: dict[str, float | None]) -> dict[str, float]:
    """Without those that are undefined on the data (MAPE over zeros, say)."""
    return {name: value for name, value in errors.items() if value is not None}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
