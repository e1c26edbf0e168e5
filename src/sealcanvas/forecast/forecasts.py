"""Forecasts: what a predictor says of the periods after the data, sealed in Forecast's own store."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, lookup, named, new
from sealcanvas.forecast.encryption import encryption_key
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.forecast_types import DEFAULT, quantile_names
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.six_actions import require_six_actions
from sealcanvas.forecast.stored import ACTIVE, CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.unserved import refuse_unserved
from sealcanvas.forecast.work import begin, own_volume, store_input
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.store_volume import delete_store_volume

_RUNTIME_SECONDS = 3600.0


@forecast.operation("CreateForecast", resource=new("forecast", "ForecastName"), conditions=request_tags)
def create_forecast(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to forecast, as the predictor's role and under the predictor's key."""
    check_new(call, target, request["ForecastName"])
    refuse_unserved(request, ["TimeSeriesSelector"])
    predictor = lookup(call, request["PredictorArn"], "predictor")
    if predictor.status != ACTIVE:
        raise ResourceInUseException(f"{predictor.arn} is {predictor.status}. It must be ACTIVE.")
    types = request.get("ForecastTypes") or predictor.request.get("ForecastTypes", list(DEFAULT))
    quantiles = quantile_names(types)
    config = predictor.details["config"]
    unknown = [name for name in quantiles if name not in config["quantiles"]]
    if unknown:
        raise InvalidInputException(f"ForecastTypes must be among those that {predictor.arn} was trained for.")
    role_arn, key = predictor.details["role_arn"], encryption_key(predictor.request)
    history = _newer_history(call, predictor)
    if key is not None:
        require_six_actions(call, role_arn, [key, *([history["key_arn"]] if history else [])], target.arn)
    stored.store(
        call, "forecast", target.arn, request["ForecastName"], CREATE_PENDING, {**request, "ForecastTypes": types}
    )
    stored.change(
        call.instance,
        target.arn,
        dataset=predictor.details["dataset"],
        dataset_group=predictor.details["dataset_group"],
        keys=[config["item"], *config["groups"]],
    )
    payload: dict[str, Any] = {
        "model": store_input(call.instance, predictor.arn, "model"),
        "history": history,
        "quantiles": quantiles,
    }
    volume = own_volume(call, role_arn, target.arn, key, target.arn)
    begin(call, target.arn, "series_predict", role_arn, volume, payload, ["forecast"], _RUNTIME_SECONDS)
    return {"ForecastArn": target.arn}


@forecast.operation("DescribeForecast", resource=named("ForecastArn"))
def describe_forecast(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far a forecast is."""
    made = existing(target, "forecast")
    return {"ForecastTypes": made.request["ForecastTypes"], **_summary(made)}


@forecast.operation("ListForecasts")
def list_forecasts(call: Call, request: Request) -> Request:
    """List the account's forecasts."""
    filters = {
        "DatasetGroupArn": lambda item: str(item.details["dataset_group"]),
        "PredictorArn": lambda item: str(item.request["PredictorArn"]),
        "Status": lambda item: item.status,
    }
    found, more = page(request, stored.of_kind(call, "forecast"), filters)
    return {"Forecasts": [{"CreatedUsingAutoPredictor": True, **_summary(each)} for each in found], **more}


@forecast.operation("DeleteForecast", resource=named("ForecastArn"))
def delete_forecast(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a forecast: the wrapped key of its values first, then the values."""
    made = existing(target, "forecast")
    if made.working or stored.at_work(call, "forecast-export-job", "ForecastArn", made.arn):
        raise ResourceInUseException(f"{made.arn} is being made or exported.")
    delete_store_volume(call.instance, made.arn)
    stored.remove_jobs(call, "forecast-export-job", "ForecastArn", made.arn)
    stored.remove(call.instance, made)


def _newer_history(call: Call, predictor: Stored) -> dict[str, str] | None:
    """The dataset's rows, if others were imported since the training; None if the model has them already."""
    dataset: str = predictor.details["dataset"]
    if stored.find(call.instance, dataset) is None:
        return None
    if stored.at_work(call, "dataset-import-job", "DatasetArn", dataset):
        raise ResourceInUseException(f"{dataset} is being imported. Wait until its import job is ACTIVE.")
    series = store_input(call.instance, dataset, "series")
    return None if series["file_id"] == predictor.details["trained_on"] else series


def _summary(made: Stored) -> dict[str, Any]:
    return {
        "ForecastArn": made.arn,
        "ForecastName": made.name,
        "PredictorArn": made.request["PredictorArn"],
        "DatasetGroupArn": made.details["dataset_group"],
        **made.state,
    }
