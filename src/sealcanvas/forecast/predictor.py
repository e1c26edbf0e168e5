"""Predictors: trained on a dataset group's series, their model and report sealed in Forecast's own store."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, lookup, named, new
from sealcanvas.forecast.encryption import encryption_key, require_access
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.predictor_settings import check_members, series_config
from sealcanvas.forecast.schema import target_schema
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE, CREATE_PENDING, Stored
from sealcanvas.forecast.tags import build_type, request_tags
from sealcanvas.forecast.work import begin, own_volume, store_input
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.store_volume import delete_store_volume

# Seconds of training; a job that ran ten times as long, and half an hour more, would be stuck.
_BUDGETS = {"quick": 12.0, "standard": 180.0}
_DEFAULT_METRIC = "AverageWeightedQuantileLoss"


@forecast.operation("CreateAutoPredictor", resource=new("predictor", "PredictorName"), conditions=request_tags)
def create_auto_predictor(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to train."""
    check_new(call, target, request["PredictorName"])
    check_members(request)
    build = build_type(request)
    group, dataset = _data(call, request["DataConfig"]["DatasetGroupArn"])
    schema = target_schema(dataset.request["Domain"], dataset.request["Schema"])
    config = series_config(request, schema, dataset.request.get("DataFrequency"))
    imports = _imports(call, dataset)
    key, role_arn = encryption_key(request), imports[-1].details["role_arn"]
    if key is not None:
        role_arn = request["EncryptionConfig"]["RoleArn"]
        require_access(call, role_arn, [key, encryption_key(dataset.request)], target.arn)
    series = store_input(call.instance, dataset.arn, "series")
    stored.store(call, "predictor", target.arn, request["PredictorName"], CREATE_PENDING, request)
    stored.change(
        call.instance,
        target.arn,
        config=config,
        dataset=dataset.arn,
        dataset_group=group.arn,
        imports=[each.arn for each in imports],
        trained_on=series["file_id"],
        budget_seconds=_BUDGETS[build],
    )
    payload: dict[str, Any] = {
        "series": series,
        "config": config,
        "quick": build == "quick",
        "budget_seconds": _BUDGETS[build],
        "objective": request.get("OptimizationMetric", _DEFAULT_METRIC),
    }
    volume = own_volume(call, role_arn, target.arn, key, target.arn)
    longest = 10 * _BUDGETS[build] + 1800
    begin(call, target.arn, "series_train", role_arn, volume, payload, ["model", "report"], longest)
    return {"PredictorArn": target.arn}


@forecast.operation("DescribeAutoPredictor", resource=named("PredictorArn"))
def describe_auto_predictor(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far a predictor is, and what it was asked to be."""
    predictor = existing(target, "predictor")
    answer = {
        "PredictorArn": predictor.arn,
        "DatasetImportJobArns": predictor.details["imports"],
        "ForecastTypes": ["0.1", "0.5", "0.9"],
        "OptimizationMetric": _DEFAULT_METRIC,
        **predictor.request,
        **predictor.state,
    }
    if predictor.working:
        answer["EstimatedTimeRemainingInMinutes"] = _minutes_left(call, predictor)
    return answer


@forecast.operation("ListPredictors")
def list_predictors(call: Call, request: Request) -> Request:
    """List the account's predictors."""
    filters = {"DatasetGroupArn": lambda item: str(item.details["dataset_group"]), "Status": lambda item: item.status}
    found, more = page(request, stored.of_kind(call, "predictor"), filters)
    predictors = [
        {
            "PredictorArn": each.arn,
            "PredictorName": each.name,
            "DatasetGroupArn": each.details["dataset_group"],
            "IsAutoPredictor": True,
            **each.state,
        }
        for each in found
    ]
    return {"Predictors": predictors, **more}


@forecast.operation("DeletePredictor", resource=named("PredictorArn"))
def delete_predictor(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a predictor: the wrapped key of its model first, then the model; its forecasts stay."""
    predictor = existing(target, "predictor")
    if predictor.working or stored.at_work(call, "forecast", "PredictorArn", predictor.arn):
        raise ResourceInUseException(f"{predictor.arn} is being trained, or a forecast is being made with it.")
    delete_store_volume(call.instance, predictor.arn)
    stored.remove(call.instance, predictor)


def _data(call: Call, group_arn: str) -> tuple[Stored, Stored]:
    group = lookup(call, group_arn, "dataset-group")
    members: list[str] = group.request.get("DatasetArns", [])
    if not members:
        raise InvalidInputException(f"The dataset group {group_arn} has no dataset of type TARGET_TIME_SERIES.")
    return group, lookup(call, members[0], "dataset")


def _imports(call: Call, dataset: Stored) -> list[Stored]:
    """The imports that brought the dataset's rows, oldest first."""
    if stored.at_work(call, "dataset-import-job", "DatasetArn", dataset.arn):
        raise ResourceInUseException(f"{dataset.arn} is being imported. Wait until its import job is ACTIVE.")
    jobs = [each for each in stored.of_kind(call, "dataset-import-job") if each.request["DatasetArn"] == dataset.arn]
    done = [each for each in jobs if each.status == ACTIVE]
    if not done:
        raise InvalidInputException(f"{dataset.arn} has no data: no import job of it is ACTIVE.")
    return done


def _minutes_left(call: Call, predictor: Stored) -> int:
    job = find_job(call.instance, predictor.arn)
    left = 1.0 if job is None else 1.0 - job.progress.fraction
    seconds: float = predictor.details["budget_seconds"]
    return -int(-left * seconds // 60)
