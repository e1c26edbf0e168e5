"""QueryForecast and QueryWhatIfForecast: one series of a stored forecast."""

from datetime import UTC, datetime
from typing import Any

from sealcanvas.forecast.arns import Target, active, existing, named
from sealcanvas.forecast.errors import (
    InvalidInputException,
    InvalidNextTokenException,
    ResourceNotFoundException,
)
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.service import forecastquery
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.work.store_files import read_json
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecastquery.operation("QueryForecast", action="forecast:QueryForecast", resource=named("ForecastArn"))
def query_forecast(call: Call, target: Target, request: Request) -> Request:
    """The forecast of one series; the caller needs forecast:QueryForecast, the forecast's role needs kms:Decrypt."""
    return _query(call, active(existing(target, "forecast")), request)


@forecastquery.operation(
    "QueryWhatIfForecast", action="forecast:QueryWhatIfForecast", resource=named("WhatIfForecastArn")
)
def query_what_if_forecast(call: Call, target: Target, request: Request) -> Request:
    """The what-if forecast of one series; the caller and its role need as much as for QueryForecast."""
    return _query(call, active(existing(target, "what-if-forecast")), request)


def _query(call: Call, made: Stored, request: Request) -> Request:
    if "NextToken" in request:
        raise InvalidNextTokenException("The token is not valid: a series is always answered whole.")
    start, end = _date(request, "StartDate"), _date(request, "EndDate")
    if start is not None and end is not None and start > end:
        raise InvalidInputException("StartDate is after EndDate.")
    wanted = _key(made, request["Filters"])
    content = read_json(as_role(call, made.details["role_arn"], made.arn), made.arn, "forecast")
    series = next((each for each in content["series"] if each["key"] == wanted), None)
    if series is None:
        raise ResourceNotFoundException("The forecast has no series for these Filters.")
    kept = [
        index
        for index, moment in enumerate(series["timestamps"])
        if (start is None or _moment(moment) >= start) and (end is None or _moment(moment) <= end)
    ]
    predictions = {
        name: [{"Timestamp": series["timestamps"][index], "Value": series[name][index]} for index in kept]
        for name in content["columns"]
    }
    return {"Forecast": {"Predictions": predictions}}


def _key(made: Stored, filters: dict[str, str]) -> list[str]:
    names: list[str] = made.details["keys"]
    # AWS's own examples say item_id whatever the domain calls it.
    given = {names[0] if name == "item_id" else name: value for name, value in filters.items()}
    if set(given) != set(names):
        identify = "which together identify a series" if len(names) > 1 else "which identifies a series"
        raise InvalidInputException(f"Filters must name {', '.join(names)}, {identify}.")
    return [given[name] for name in names]


def _date(request: dict[str, Any], member: str) -> datetime | None:
    text = request.get(member)
    if text is None:
        return None
    try:
        return _moment(text)
    except ValueError:
        raise InvalidInputException(f"{member} '{text}' is not valid. Write it like 2026-01-31T00:00:00.") from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
