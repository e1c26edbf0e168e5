"""TimeSeriesTransformations: what a what-if forecast changes in the related time series, in the engine's words."""

from typing import Any

from sealcanvas.forecast.datasets.schema import TIMESTAMP
from sealcanvas.forecast.errors import InvalidInputException

_ORDERED = ("LESS_THAN", "GREATER_THAN")


def changes(asked: list[dict[str, Any]], config: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes, in the order in which they are applied.

    Args:
        asked: the request's TimeSeriesTransformations.
        config: the predictor's, in `ml.series.SeriesConfig`'s names.

    Returns:
        [{"column", "operation", "value", "conditions": [{"column", "test", "value"}, …]}, …].

    Raises:
        InvalidInputException: names a column that the predictor does not know, or a change that cannot be made.
    """
    return [_change(each, config) for each in asked]


def _change(asked: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    if "Action" not in asked:
        raise InvalidInputException("Each of TimeSeriesTransformations needs an Action.")
    action = asked["Action"]
    # API reference, Action: "This value is case insensitive."
    features = {name.lower(): name for name in config.get("features", {})}
    name = features.get(action["AttributeName"].lower())
    if name is None:
        raise InvalidInputException(
            f"Action names {action['AttributeName']}, which is no feature of the related time series: "
            f"{', '.join(features.values())}."
        )
    if action["Operation"] == "DIVIDE" and action["Value"] == 0:
        raise InvalidInputException(f"Action cannot DIVIDE {name} by 0.")
    conditions = [_condition(each, config) for each in asked.get("TimeSeriesConditions", [])]
    operation = action["Operation"].lower()
    return {"column": name, "operation": operation, "value": action["Value"], "conditions": conditions}


def _condition(asked: dict[str, str], config: dict[str, Any]) -> dict[str, str]:
    name, test, value = asked["AttributeName"], asked["Condition"], asked["AttributeValue"]
    kinds = {**config.get("features", {}), **config.get("metadata", {})}
    numbers = [each for each, kind in kinds.items() if kind == "numeric"]
    texts = [config["item"], *config["groups"], *(each for each, kind in kinds.items() if kind == "categorical")]
    if name in numbers:
        _require_number(name, value)
    elif name in texts:
        if test in _ORDERED:
            raise InvalidInputException(f"Condition {test} cannot be asked of {name}, which is text.")
    elif name != TIMESTAMP:
        known = ", ".join([TIMESTAMP, *texts, *numbers])
        raise InvalidInputException(f"TimeSeriesConditions names {name}, which the predictor does not know: {known}.")
    return {"column": name, "test": test.lower(), "value": value}


def _require_number(name: str, value: str) -> None:
    try:
        float(value)
    except ValueError:
        raise InvalidInputException(
            f"TimeSeriesConditions compares {name} with '{value}', which is no number."
        ) from None
