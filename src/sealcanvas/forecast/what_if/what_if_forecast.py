"""What-if forecasts: the baseline's predictor asked once more, with other values of related time series ahead."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, lookup, named, new_arn
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecasts.charts import OUTPUTS
from sealcanvas.forecast.forecasts.inputs import inputs_of, key_arns
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.predictors.forecast_types import column_names
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import forget, require_unused
from sealcanvas.forecast.what_if.replacements import replacements
from sealcanvas.forecast.what_if.transformations import changes
from sealcanvas.forecast.work.begin import begin, own_volume, store_input
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_TRANSFORMATIONS, _REPLACEMENTS = "TimeSeriesTransformations", "TimeSeriesReplacementsDataSource"


@forecast.operation("CreateWhatIfForecast", resource=named("WhatIfAnalysisArn"), conditions=request_tags)
def create_what_if_forecast(call: Call, target: Target, request: Request) -> Request:
    """Begin to forecast under the predictor's key, as the baseline's role, or as that of the replacements."""
    analysis = active(existing(target, "what-if-analysis"))
    name = request["WhatIfForecastName"]
    arn = new_arn(call, "what-if-forecast", name, analysis.arn)
    check_new(call, "what-if-forecast", arn, name)
    baseline = lookup(call, analysis.request["ForecastArn"], "forecast")
    predictor = lookup(call, analysis.details["predictor"], "predictor")
    if bool(request.get(_TRANSFORMATIONS)) == (_REPLACEMENTS in request):
        raise InvalidInputException(f"Give either {_TRANSFORMATIONS} or {_REPLACEMENTS}.")
    config = predictor.details["config"]
    inputs = inputs_of(call, predictor, baseline)
    key = encryption_key(predictor.request)
    selection = _selection(call, analysis)
    keys: list[str | None] = [key, *key_arns(inputs)]
    role_arn: str = baseline.details["role_arn"]
    transformed = changes(request.get(_TRANSFORMATIONS, []), config)
    rows: dict[str, Any] | None = None
    if _REPLACEMENTS in request:
        role_arn, rows = replacements(call, request[_REPLACEMENTS], config, arn, keys)
    require_six_actions(call, role_arn, [each for each in keys if each], arn)
    stored.store(
        call,
        "what-if-forecast",
        arn,
        name,
        CREATE_PENDING,
        request,
        predictor=predictor.arn,
        datasets=predictor.details["datasets"],
        keys=baseline.details["keys"],
        types=baseline.request["ForecastTypes"],
    )
    payload: dict[str, Any] = {
        "model": store_input(call.instance, predictor.arn, "model"),
        "inputs": None if inputs is None else inputs.places,
        "columns": column_names(baseline.request["ForecastTypes"]),
        "select": selection,
        "what_if": {"changes": transformed, "replacements": rows},
    }
    volume = own_volume(call, role_arn, arn, key, arn)
    begin(call, arn, "series_predict", role_arn, volume, payload, OUTPUTS)
    return {"WhatIfForecastArn": arn}


@forecast.operation("DescribeWhatIfForecast", resource=named("WhatIfForecastArn"))
def describe_what_if_forecast(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far a what-if forecast is, and what it changes."""
    made = existing(target, "what-if-forecast")
    asked = {name: made.request[name] for name in (_TRANSFORMATIONS, _REPLACEMENTS) if name in made.request}
    return {**_summary(made), **asked, "ForecastTypes": made.details["types"], **time_left(call.instance, made)}


@forecast.operation("ListWhatIfForecasts")
def list_what_if_forecasts(call: Call, request: Request) -> Request:
    """List the account's what-if forecasts."""
    filters = {"WhatIfForecastArn": lambda item: item.arn, "WhatIfAnalysisArn": asked_for("WhatIfAnalysisArn")}
    found, more = page(request, stored.of_kind(call, "what-if-forecast"), filters)
    return {"WhatIfForecasts": [_summary(each) for each in found], **more}


@forecast.operation("DeleteWhatIfForecast", resource=named("WhatIfForecastArn"))
def delete_what_if_forecast(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a what-if forecast: the wrapped key of its values first, then the values."""
    made = at_rest(existing(target, "what-if-forecast"))
    require_unused(call, made)
    forget(call, made)


def _selection(call: Call, analysis: Stored) -> dict[str, Any] | None:
    """What a worker must be told to read the series of an analysis; None for all."""
    if "TimeSeriesSelector" not in analysis.request:
        return None
    return {"store": store_input(call.instance, analysis.arn, "selection")}


def _summary(made: Stored) -> dict[str, Any]:
    return {
        "WhatIfForecastArn": made.arn,
        "WhatIfForecastName": made.name,
        "WhatIfAnalysisArn": made.request["WhatIfAnalysisArn"],
        **made.state,
    }
