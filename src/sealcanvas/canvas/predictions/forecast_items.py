"""ListForecastItems, DescribeForecastItem: what a forecast says of each item, and of all together."""

import base64
import binascii
import json
import re
from typing import Any

from sealcanvas.canvas.forecast_access import status_of
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.predictions.forecast_result import forecast_of, own, read_result, what_if_of
from sealcanvas.canvas.stored import Stored
from sealcanvas.forecast import forecast_chart
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import (
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)

_DEFAULT = 50
_RELATED = re.compile(r"\brelated_\d+\b")
_KEY, _OFFSET, _LENGTH, _PAST, _MEANS = range(5)  # of a row of the index


@sealcanvas.operation("ListForecastItems", resource=named("prediction", "PredictionId"), atomic=False)
def list_forecast_items(call: Call, target: Target, request: Request) -> Request:
    """A page of a forecast's items with their figures, and which columns it has."""
    prediction = target.required
    arn = _arn(call, prediction, request)

    def tell(index: dict[str, Any]) -> dict[str, Any]:
        found = _found(index, request)
        start = _start(request.get("NextToken"))
        limit = request.get("MaxResults", _DEFAULT)
        more = {}
        if start + limit < len(found):
            more["NextToken"] = base64.urlsafe_b64encode(str(start + limit).encode()).decode()
        return {
            "KeyColumns": [own(prediction, name) for name in index["keys"]],
            "Quantiles": index["columns"],
            "RelatedColumns": [own(prediction, name) for name in index["features"]],
            "KnownAheadColumns": [own(prediction, name) for name in index["known"]],
            "ItemCount": len(found),
            "Warnings": _warnings(prediction, index),
            "Items": [_item(row, index["columns"]) for row in found[start : start + limit]],
            **more,
        }

    return {"PredictionId": prediction.id, **read_result(call, prediction, arn, tell)}


@sealcanvas.operation("DescribeForecastItem", resource=named("prediction", "PredictionId"), atomic=False)
def describe_forecast_item(call: Call, target: Target, request: Request) -> Request:
    """History and forecast of one item, or of all together, as JSON."""
    prediction = target.required
    arn, keys = _arn(call, prediction, request), request.get("Keys")

    def tell(index: dict[str, Any]) -> dict[str, Any]:
        if keys is None:
            chart = _total(index)
        else:
            row = next((row for row in index["items"] if row[_KEY] == keys), None)
            if row is None:
                raise ResourceNotFoundException(f"The forecast has no item with the keys {', '.join(keys)}.")
            made = forecast_chart(call.instance, arn, row[_OFFSET], row[_LENGTH])
            related = {own(prediction, name): values for name, values in made["related"].items()}
            chart = {"keys": made["key"], "past": made["past"], "ahead": made["ahead"], "related": related}
        text = json.dumps(chart, ensure_ascii=False, allow_nan=False)
        return {"Chart": text, "Warnings": _warnings(prediction, index)}

    return {"PredictionId": prediction.id, **read_result(call, prediction, arn, tell)}


def _arn(call: Call, prediction: Stored, request: Request) -> str:
    arn = forecast_of(prediction)
    if "WhatIfId" not in request:
        return arn
    asked = what_if_of(prediction, request["WhatIfId"])
    if status_of(call.instance, asked["arn"]) != "ACTIVE":
        raise ResourceInUseException(f"The what-if '{asked['name']}' is not Ready.")
    return str(asked["arn"])


def _total(index: dict[str, Any]) -> dict[str, Any]:
    total = index["total"]
    if total is None:
        raise ResourceNotFoundException("The forecast has no items.")
    members = {"keys": None, "past": total["past"], "ahead": total["ahead"], "together": total["together"]}
    return {**members, "items": total["items"], "leftOut": total["left_out"]}


def _found(index: dict[str, Any], request: Request) -> list[list[Any]]:
    """The rows that are searched for, in the order that is asked for; those without a figure last."""
    sought = request.get("Search", "").casefold()
    rows = [row for row in index["items"] if any(sought in key.casefold() for key in row[_KEY])]
    columns, order = index["columns"], request.get("OrderBy", "Data")
    middle = columns.index("p50") if "p50" in columns else len(columns) // 2

    def figure(row: list[Any]) -> float:
        ahead, past = row[_MEANS][middle], row[_PAST]
        if ahead is None or (order == "Change" and past is None):
            return float("-inf")
        return float(abs(ahead - past) if order == "Change" else ahead)

    return rows if order == "Data" else sorted(rows, key=figure, reverse=True)


def _item(row: list[Any], columns: list[str]) -> dict[str, Any]:
    means = {name: value for name, value in zip(columns, row[_MEANS], strict=True) if value is not None}
    past = {} if row[_PAST] is None else {"PastMean": row[_PAST]}
    return {"Keys": row[_KEY], "ForecastMeans": means, **past}


def _warnings(prediction: Stored, index: dict[str, Any]) -> list[str]:
    """What the forecasters said, by the dataset's own column names."""
    return [_RELATED.sub(lambda name: own(prediction, name[0]), each) for each in index["warnings"]]


def _start(token: str | None) -> int:
    """A forecast does not change, so that a page's place is its number of items."""
    if token is None:
        return 0
    try:
        start = int(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError):
        start = -1
    if start < 0:
        raise ValidationException("The pagination token is invalid.")
    return start
