"""What-if analyses: a baseline forecast, and the series of it that are asked about."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, lookup, named, new_arn
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecasts.selector import selection
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE, CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import forget, require_unused
from sealcanvas.forecast.work.begin import begin, own_volume
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateWhatIfAnalysis", resource=named("ForecastArn"), conditions=request_tags)
def create_what_if_analysis(call: Call, target: Target, request: Request) -> Request:
    """Keep an analysis: ACTIVE at once, or once the file of its TimeSeriesSelector is read."""
    made = active(existing(target, "forecast"))
    name = request["WhatIfAnalysisName"]
    arn = new_arn(call, "what-if-analysis", name)
    check_new(call, "what-if-analysis", arn, name)
    predictor = lookup(call, made.request["PredictorArn"], "predictor")
    if not predictor.details["config"].get("features"):
        raise InvalidInputException(f"{made.arn} was made without a related time series: there is nothing to change.")
    key = encryption_key(predictor.request)
    selected = selection(call, request.get("TimeSeriesSelector", {}), made.details["keys"], arn, [key])
    status = CREATE_PENDING if selected else ACTIVE
    stored.store(call, "what-if-analysis", arn, name, status, request, predictor=predictor.arn)
    if selected:
        role_arn, source = selected
        volume = own_volume(call, role_arn, arn, key, arn)
        begin(call, arn, "series_select", role_arn, volume, source, {"selection": "selection"})
    return {"WhatIfAnalysisArn": arn}


@forecast.operation("DescribeWhatIfAnalysis", resource=named("WhatIfAnalysisArn"))
def describe_what_if_analysis(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell what an analysis is of."""
    found = existing(target, "what-if-analysis")
    selector = {name: found.request[name] for name in ("TimeSeriesSelector",) if name in found.request}
    return {**_summary(found), **selector, **time_left(call.instance, found)}


@forecast.operation("ListWhatIfAnalyses")
def list_what_if_analyses(call: Call, request: Request) -> Request:
    """List the account's what-if analyses."""
    filters = {"WhatIfAnalysisArn": lambda item: item.arn, "ForecastArn": asked_for("ForecastArn")}
    found, more = page(request, stored.of_kind(call, "what-if-analysis"), filters)
    return {"WhatIfAnalyses": [_summary(each) for each in found], **more}


@forecast.operation("DeleteWhatIfAnalysis", resource=named("WhatIfAnalysisArn"))
def delete_what_if_analysis(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an analysis and the key of its selection; its what-if forecasts stay."""
    found = at_rest(existing(target, "what-if-analysis"))
    require_unused(call, found)
    forget(call, found)


def _summary(found: Stored) -> dict[str, Any]:
    return {
        "WhatIfAnalysisArn": found.arn,
        "WhatIfAnalysisName": found.name,
        "ForecastArn": found.request["ForecastArn"],
        **found.state,
    }
