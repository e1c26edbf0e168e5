"""DataConfig's AttributeConfigs: how gaps are filled and rows combined, by attribute.

Source: API reference, AttributeConfig: which parameters and values each type of time series takes.
"""

import re
from typing import Any

from sealcanvas.forecast.datasets.schema import Schema
from sealcanvas.forecast.errors import InvalidInputException

_AGGREGATIONS = ("sum", "avg", "first", "min", "max")
_RELATED_FILLINGS = ("zero", "value", "median", "mean", "min", "max")
_TARGET_FILLINGS = (*_RELATED_FILLINGS, "nan")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
# Developer Guide, "Handling missing values": the defaults for target time series. Related ones have none.
_TARGET_DEFAULT = {"middlefill": "zero", "backfill": "zero"}

Filling = dict[str, dict[str, str]]


def transformations(configs: list[dict[str, Any]], target: Schema, related: Schema | None) -> tuple[Filling, str]:
    """The filling of each attribute, by side; and how rows of the target that fall into one period are combined.

    Raises:
        InvalidInputException: names an attribute that is neither the target nor a related feature, or stands twice, or
            a parameter that it does not take.
    """
    filling: Filling = {target.target: dict(_TARGET_DEFAULT)}
    aggregation, seen = "sum", set()
    for config in configs:
        name = config["AttributeName"]
        if name in seen:
            raise InvalidInputException(f"AttributeConfigs names {name} more than once.")
        seen.add(name)
        given: dict[str, str] = dict(config["Transformations"])
        if name == target.target:
            aggregation = _aggregation(given.pop("aggregation", "sum"))
            if given.pop("frontfill", "none") != "none":
                raise InvalidInputException(f"Transformations frontfill of {name} can be none alone.")
            filling[name] |= _sides(name, given, ("middlefill", "backfill"), _TARGET_FILLINGS)
        elif related is not None and name in related.numbers:
            filling[name] = _sides(name, given, ("middlefill", "backfill", "futurefill"), _RELATED_FILLINGS)
        else:
            raise InvalidInputException(
                f"AttributeConfigs names {name}, which is neither the target {target.target} nor a feature of a "
                "related time series."
            )
    return filling, aggregation


def _aggregation(how: str) -> str:
    if how not in _AGGREGATIONS:
        raise InvalidInputException(f"Transformations aggregation = {how} is not one of {', '.join(_AGGREGATIONS)}.")
    return how


def _sides(name: str, given: dict[str, str], sides: tuple[str, ...], rules: tuple[str, ...]) -> dict[str, str]:
    for parameter, value in given.items():
        side = parameter.removesuffix("_value")
        sound = _NUMBER.fullmatch(value) if parameter.endswith("_value") else value in rules
        if side not in sides or not sound:
            raise InvalidInputException(f"Transformations {parameter} = {value} is not valid for {name}.")
        if value == "value" and f"{side}_value" not in given:
            raise InvalidInputException(f"Transformations {side} value needs {side}_value.")
        if parameter.endswith("_value") and given.get(side) != "value":
            raise InvalidInputException(f"Transformations {parameter} needs {side} = value.")
    return given
