"""Predictors: trained on a dataset group's series, their model and report sealed in Forecast's own store."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, at_rest, check_new, existing, named, new
from sealcanvas.forecast.datasets.group_data import GroupData
from sealcanvas.forecast.explainability.of_predictor import described, expect
from sealcanvas.forecast.keys.encryption import encryption_key, require_access
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.predictors.forecast_types import DEFAULT
from sealcanvas.forecast.predictors.retrain import reference_summary, retrained
from sealcanvas.forecast.predictors.settings import check_members, series_config
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_PENDING
from sealcanvas.forecast.tags import build_type, request_tags
from sealcanvas.forecast.tree import forget, require_unused
from sealcanvas.forecast.work.begin import begin, own_volume
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.jobs.priority import Priority
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

# Seconds of training; a job that ran ten times as long, and half an hour more, would be stuck.
_BUDGETS = {"quick": 12.0, "standard": 180.0}
_DEFAULT_METRIC = "AverageWeightedQuantileLoss"


@forecast.operation("CreateAutoPredictor", resource=new("predictor", "PredictorName"), conditions=request_tags)
def create_auto_predictor(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to train, from scratch or once more as another predictor was."""
    check_new(call, "predictor", target.arn, request["PredictorName"])
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    if "ReferencePredictorArn" in request:
        request, tags = retrained(call, request, tags)
    check_members(request)
    build = build_type(tags)
    data = GroupData.of(call, request["DataConfig"]["DatasetGroupArn"])
    config = series_config(request, data)
    imports = data.imports(call)
    key, role_arn = encryption_key(request), imports[-1].details["role_arn"]
    if key is not None:
        role_arn = request["EncryptionConfig"]["RoleArn"]
        require_access(call, role_arn, [key, *data.keys], target.arn)
    inputs = data.inputs(call)
    stored.store(
        call,
        "predictor",
        target.arn,
        request["PredictorName"],
        CREATE_PENDING,
        request,
        config=config,
        datasets=data.arns,
        dataset_group=data.group.arn,
        imports=[each.arn for each in imports],
        trained_on=inputs.imports,
        budget_seconds=_BUDGETS[build],
    )
    if request.get("ExplainPredictor"):
        expect(call, request["PredictorName"], target.arn, config)
    payload: dict[str, Any] = {
        "inputs": inputs.places,
        "config": config,
        "quick": build == "quick",
        "budget_seconds": _BUDGETS[build],
        "objective": request.get("OptimizationMetric", _DEFAULT_METRIC),
    }
    volume = own_volume(call, role_arn, target.arn, key, target.arn)
    outputs = {"model": "model", "report": "report"}
    longest, priority = 10 * _BUDGETS[build] + 1800, Priority.QUICK if build == "quick" else Priority.STANDARD
    begin(call, target.arn, "series_train", role_arn, volume, payload, outputs, longest, priority)
    return {"PredictorArn": target.arn}


@forecast.operation("DescribeAutoPredictor", resource=named("PredictorArn"))
def describe_auto_predictor(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far a predictor is, and what it was asked to be."""
    predictor = existing(target, "predictor")
    asked = {
        name: value
        for name, value in predictor.request.items()
        if name not in ("ReferencePredictorArn", "ExplainPredictor")
    }
    return {
        "PredictorArn": predictor.arn,
        "DatasetImportJobArns": predictor.details["imports"],
        "ForecastTypes": list(DEFAULT),
        "OptimizationMetric": _DEFAULT_METRIC,
        **asked,
        **predictor.state,
        **reference_summary(call, predictor),
        **described(call, predictor),
        **time_left(call.instance, predictor),
    }


@forecast.operation("ListPredictors")
def list_predictors(call: Call, request: Request) -> Request:
    """List the account's predictors."""
    filters = {"DatasetGroupArn": lambda item: str(item.details["dataset_group"])}
    found, more = page(request, stored.of_kind(call, "predictor"), filters)
    predictors = [
        {
            "PredictorArn": each.arn,
            "PredictorName": each.name,
            "DatasetGroupArn": each.details["dataset_group"],
            "IsAutoPredictor": True,
            **reference_summary(call, each),
            **each.state,
        }
        for each in found
    ]
    return {"Predictors": predictors, **more}


@forecast.operation("DeletePredictor", resource=named("PredictorArn"))
def delete_predictor(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a predictor: the wrapped key of its model first, then the model; its forecasts stay."""
    predictor = at_rest(existing(target, "predictor"))
    require_unused(call, predictor)
    forget(call, predictor)
