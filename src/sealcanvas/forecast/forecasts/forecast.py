"""Forecasts: what a predictor says of the periods after the data, sealed in Forecast's own store."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, named, new_arn
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecasts.charts import OUTPUTS
from sealcanvas.forecast.forecasts.inputs import key_arns, newer_inputs
from sealcanvas.forecast.forecasts.selector import selection
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.predictors.forecast_types import DEFAULT, MEAN, column_names
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import forget, require_unused
from sealcanvas.forecast.work.begin import begin, own_volume, store_input
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateForecast", resource=named("PredictorArn"), conditions=request_tags)
def create_forecast(call: Call, target: Target, request: Request) -> Request:
    """Begin to forecast under the predictor's key, as its role, or as that of the TimeSeriesSelector."""
    predictor = active(existing(target, "predictor"))
    name = request["ForecastName"]
    arn = new_arn(call, "forecast", name)
    check_new(call, "forecast", arn, name)
    types = request.get("ForecastTypes") or predictor.request.get("ForecastTypes", list(DEFAULT))
    columns = column_names(types)
    config = predictor.details["config"]
    if any(column not in (*config["quantiles"], MEAN) for column in columns):
        raise InvalidInputException(f"ForecastTypes must be among those that {predictor.arn} was trained for.")
    key, keys = encryption_key(predictor.request), keys_of(predictor)
    inputs = newer_inputs(call, predictor)
    selected = selection(call, request.get("TimeSeriesSelector", {}), keys, arn, [key, *key_arns(inputs)])
    role_arn = selected[0] if selected else predictor.details["role_arn"]
    require_six_actions(call, role_arn, [each for each in (key, *key_arns(inputs)) if each], arn)
    stored.store(
        call,
        "forecast",
        arn,
        name,
        CREATE_PENDING,
        {**request, "ForecastTypes": types},
        datasets=predictor.details["datasets"],
        dataset_group=predictor.details["dataset_group"],
        keys=keys,
        made_from=None if inputs is None else inputs.imports,
    )
    payload: dict[str, Any] = {
        "model": store_input(call.instance, predictor.arn, "model"),
        "inputs": None if inputs is None else inputs.places,
        "columns": columns,
        "select": selected[1] if selected else None,
        "what_if": None,
    }
    volume = own_volume(call, role_arn, arn, key, arn)
    begin(call, arn, "series_predict", role_arn, volume, payload, OUTPUTS)
    return {"ForecastArn": arn}


@forecast.operation("DescribeForecast", resource=named("ForecastArn"))
def describe_forecast(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far a forecast is."""
    made = existing(target, "forecast")
    selector = {name: made.request[name] for name in ("TimeSeriesSelector",) if name in made.request}
    return {
        "ForecastTypes": made.request["ForecastTypes"],
        **selector,
        **_summary(made),
        **time_left(call.instance, made),
    }


@forecast.operation("ListForecasts")
def list_forecasts(call: Call, request: Request) -> Request:
    """List the account's forecasts."""
    filters = {
        "DatasetGroupArn": lambda item: str(item.details["dataset_group"]),
        "PredictorArn": asked_for("PredictorArn"),
    }
    found, more = page(request, stored.of_kind(call, "forecast"), filters)
    return {"Forecasts": [{"CreatedUsingAutoPredictor": True, **_summary(each)} for each in found], **more}


@forecast.operation("DeleteForecast", resource=named("ForecastArn"))
def delete_forecast(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a forecast: the wrapped key of its values first, then the values; what-if forecasts of it stay."""
    made = at_rest(existing(target, "forecast"))
    require_unused(call, made)
    forget(call, made)


def keys_of(predictor: Stored) -> list[str]:
    """The columns that identify a series of a predictor: the item, then the dimensions."""
    config = predictor.details["config"]
    return [config["item"], *config["groups"]]


def _summary(made: Stored) -> dict[str, Any]:
    return {
        "ForecastArn": made.arn,
        "ForecastName": made.name,
        "PredictorArn": made.request["PredictorArn"],
        "DatasetGroupArn": made.details["dataset_group"],
        **made.state,
    }
