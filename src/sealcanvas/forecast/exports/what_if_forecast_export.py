"""What-if forecast exports: several what-if forecasts side by side as one file in S3."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, named, new_arn, target
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.exports.begin_export import begin_export, described
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.work.begin import store_input
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def _first(call: Call, request: Request) -> Target:
    return target(call, request["WhatIfForecastArns"][0])


@forecast.operation("CreateWhatIfForecastExport", resource=_first, conditions=request_tags)
def create_what_if_forecast_export(call: Call, first: Target, request: Request) -> Request:
    """Begin to export; the action is needed on each of the what-if forecasts."""
    arns = list(dict.fromkeys(request["WhatIfForecastArns"]))
    others = [target(call, arn) for arn in arns[1:]]
    for other in others:
        forecast.check(call, "forecast:CreateWhatIfForecastExport", other)
    made = [active(existing(each, "what-if-forecast")) for each in (first, *others)]
    _check_alike(made)
    name = request["WhatIfForecastExportName"]
    arn = new_arn(call, "what-if-forecast-export", name)
    check_new(call, "what-if-forecast-export", arn, name)
    forecasts = [{"name": each.name, "forecast": store_input(call.instance, each.arn, "forecast")} for each in made]
    content = {"kind": "what-if", "forecasts": forecasts}
    begin_export(call, "what-if-forecast-export", arn, name, request, made, content, {"values": ""})
    return {"WhatIfForecastExportArn": arn}


@forecast.operation("DescribeWhatIfForecastExport", resource=named("WhatIfForecastExportArn"))
def describe_what_if_forecast_export(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an export is."""
    job = existing(target, "what-if-forecast-export")
    return {**_summary(job), **described(job), **time_left(call.instance, job)}


@forecast.operation("ListWhatIfForecastExports")
def list_what_if_forecast_exports(call: Call, request: Request) -> Request:
    """List the account's what-if forecast exports."""
    filters = {"WhatIfForecastExportArn": lambda item: item.arn}
    found, more = page(request, stored.of_kind(call, "what-if-forecast-export"), filters)
    exports = [{**_summary(each), "Destination": each.request["Destination"], **each.state} for each in found]
    return {"WhatIfForecastExports": exports, **more}


@forecast.operation("DeleteWhatIfForecastExport", resource=named("WhatIfForecastExportArn"))
def delete_what_if_forecast_export(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an export; the file that it wrote stays."""
    stored.remove(call.instance, at_rest(existing(target, "what-if-forecast-export")))


def _check_alike(made: list[Stored]) -> None:
    """Refuse what-if forecasts whose columns would not stand beside one another."""
    if len({each.request["WhatIfAnalysisArn"] for each in made}) > 1:
        raise InvalidInputException("WhatIfForecastArns must be of one what-if analysis.")


def _summary(job: Stored) -> dict[str, Any]:
    return {
        "WhatIfForecastExportArn": job.arn,
        "WhatIfForecastExportName": job.name,
        "WhatIfForecastArns": job.request["WhatIfForecastArns"],
    }
