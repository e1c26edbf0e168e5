"""Explainabilities: of a predictor as a whole, or of single series and periods of a forecast."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, lookup, named, new_arn
from sealcanvas.forecast.errors import (
    InvalidInputException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
)
from sealcanvas.forecast.explainability.begin_explanation import begin_explanation
from sealcanvas.forecast.explainability.of_predictor import ALL, explanation_of, require_attributes
from sealcanvas.forecast.forecasts.inputs import inputs_of, key_arns
from sealcanvas.forecast.forecasts.selector import listed
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.quotas import EXPLAINED_SERIES
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_FAILED, CREATE_PENDING, CREATE_STOPPED, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import forget, require_unused
from sealcanvas.forecast.unserved import refuse_unserved
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_SERIES_MEMBERS, _POINT_MEMBERS = ("DataSource", "Schema"), ("StartDateTime", "EndDateTime")


@forecast.operation("CreateExplainability", resource=named("ResourceArn"), conditions=request_tags)
def create_explainability(call: Call, target: Target, request: Request) -> Request:
    """Begin to explain a predictor or a forecast, under the predictor's key."""
    if not isinstance(target, Stored) or target.kind not in ("predictor", "forecast"):
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    active(target)
    name = request["ExplainabilityName"]
    arn = new_arn(call, "explainability", name)
    check_new(call, "explainability", arn, name)
    refuse_unserved(request, ["EnableVisualization"])
    if target.kind == "predictor":
        _explain_predictor(call, arn, target, request)
    else:
        _explain_forecast(call, arn, target, request)
    return {"ExplainabilityArn": arn}


def _explain_predictor(call: Call, arn: str, predictor: Stored, request: Request) -> None:
    if request["ExplainabilityConfig"] != ALL:
        raise InvalidInputException("ExplainabilityConfig of a predictor must be ALL for both granularities.")
    for member in (*_SERIES_MEMBERS, *_POINT_MEMBERS):
        if member in request:
            raise InvalidInputException(f"{member} is for the Explainability of a forecast: leave it out.")
    require_attributes(predictor.details["config"])
    present = explanation_of(call, predictor.arn)
    if present is not None and present.status not in (CREATE_FAILED, CREATE_STOPPED):
        raise ResourceAlreadyExistsException(f"{predictor.arn} has an Explainability already: {present.arn}")
    key = encryption_key(predictor.request)
    require_six_actions(call, predictor.details["role_arn"], [key] if key else [], arn)
    stored.store(call, "explainability", arn, request["ExplainabilityName"], CREATE_PENDING, request)
    begin_explanation(call, arn, predictor)


def _explain_forecast(call: Call, arn: str, made: Stored, request: Request) -> None:
    config = request["ExplainabilityConfig"]
    series = _given(request, config["TimeSeriesGranularity"], _SERIES_MEMBERS, "TimeSeriesGranularity")
    points = _given(request, config["TimePointGranularity"], _POINT_MEMBERS, "TimePointGranularity")
    if points and request["StartDateTime"] > request["EndDateTime"]:
        raise InvalidInputException("StartDateTime is after EndDateTime.")
    predictor = lookup(call, made.request["PredictorArn"], "predictor")
    require_attributes(predictor.details["config"])
    items = made.details.get("result", {}).get("items", 0)
    if not series and isinstance(items, int) and items > EXPLAINED_SERIES:
        raise InvalidInputException(
            f"The forecast has {items} time series: at most {EXPLAINED_SERIES} can be explained at a time. Name them."
        )
    inputs = inputs_of(call, predictor, made)
    keys: list[str | None] = [encryption_key(predictor.request), *key_arns(inputs)]
    role_arn, select = predictor.details["role_arn"], None
    if series:
        role_arn, select = listed(call, request, request["DataSource"]["S3Config"], made.details["keys"], arn, keys)
    require_six_actions(call, role_arn, [key for key in keys if key], arn)
    stored.store(
        call,
        "explainability",
        arn,
        request["ExplainabilityName"],
        CREATE_PENDING,
        request,
        datasets=predictor.details["datasets"],
    )
    period = {"start": request.get("StartDateTime"), "end": request.get("EndDateTime")}
    begin_explanation(call, arn, predictor, role_arn=role_arn, inputs=inputs, select=select, points=period)


def _given(request: Request, granularity: str, members: tuple[str, ...], asked: str) -> bool:
    """Whether the granularity is SPECIFIC; then all of the members must be there, else none."""
    specific = granularity == "SPECIFIC"
    for member in members:
        if (member in request) != specific:
            raise InvalidInputException(f"{member} is needed if {asked} is SPECIFIC, and only then.")
    return specific


@forecast.operation("DescribeExplainability", resource=named("ExplainabilityArn"))
def describe_explainability(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an explanation is, and of what it is."""
    found = existing(target, "explainability")
    more = {name: found.request[name] for name in (*_SERIES_MEMBERS, *_POINT_MEMBERS) if name in found.request}
    return {**_summary(found), **more, "EnableVisualization": False, **time_left(call.instance, found)}


@forecast.operation("ListExplainabilities")
def list_explainabilities(call: Call, request: Request) -> Request:
    """List the account's explainabilities."""
    found, more = page(request, stored.of_kind(call, "explainability"), {"ResourceArn": asked_for("ResourceArn")})
    return {"Explainabilities": [_summary(each) for each in found], **more}


@forecast.operation("DeleteExplainability", resource=named("ExplainabilityArn"))
def delete_explainability(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an explanation: the wrapped key of its scores first, then the scores; exported files stay."""
    found = at_rest(existing(target, "explainability"))
    require_unused(call, found)
    forget(call, found)


def _summary(found: Stored) -> dict[str, Any]:
    return {
        "ExplainabilityArn": found.arn,
        "ExplainabilityName": found.name,
        "ResourceArn": found.request["ResourceArn"],
        "ExplainabilityConfig": found.request["ExplainabilityConfig"],
        **found.state,
    }
