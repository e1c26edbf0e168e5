"""What a request to build is held to before anything is written; row minimums of Canvas only warn."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.canvas.models.check_method import check_method
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.own_errors import ValidationException

MINIMUM_ROWS = 50
"""Training works from here on."""

_SERIES = "TimeSeriesForecasting"
# Amazon SageMaker Developer Guide, "Build a model": what Canvas itself asks for.
_STANDARD_ROWS = 250
_QUICK_BINARY_ROWS = 500
_MOST_GROUPS = 5
_MOST_QUANTILES = 5
_MOST_RELATED = 13  # "Guidelines and quotas": features of a related time series
# Text after a recipe may be anything that is written, categories above all.
_TYPES = {"number": "Numeric", "text": "Categorical", "boolean": "Boolean", "time": "Datetime"}


def check_build(dataset: Stored, request: dict[str, Any], prepared: Mapping[str, str] | None = None) -> list[str]:
    """Warnings of a sound request.

    Args:
        prepared: the kinds of the columns after the recipe, whose counts only the build will know.

    Raises:
        ValidationException: names the column, or the setting, that cannot be used and why.
    """
    columns = {each["name"]: each for each in dataset.details["columns"]}
    if prepared is not None:
        columns = {name: {"name": name, "type": _TYPES[kind]} for name, kind in prepared.items()}
    target, problem = request["TargetColumn"], request.get("ProblemType")
    _require(columns, "TargetColumn", target)
    check_method(request)
    if problem == _SERIES:
        _check_series(columns, target, request.get("TimeSeriesConfig"))
        return []
    if "TimeSeriesConfig" in request:
        raise ValidationException(f"TimeSeriesConfig is for ProblemType '{_SERIES}' alone.")
    if len(columns) < 2:
        raise ValidationException(f"The data has only the column '{target}': there is nothing to learn from.")
    if prepared is not None:
        _check_regression(columns[target], problem)
        return []
    return _check_target(dataset.details["rows"], columns[target], problem, request.get("BuildType", "quick"))


def _check_target(rows: int, column: dict[str, Any], problem: str | None, build: str) -> list[str]:
    name, known, unique = column["name"], rows - column["missing"], column["unique"]
    if unique < 2:
        raise ValidationException(f"The target column '{name}' has fewer than two different values.")
    if known < MINIMUM_ROWS:
        raise ValidationException(
            f"Only {known} rows have a value in the target column '{name}'. At least {MINIMUM_ROWS} are needed."
        )
    if problem == "BinaryClassification" and unique != 2:
        raise ValidationException(
            f"The target column '{name}' has {unique} different values; BinaryClassification needs exactly 2."
        )
    _check_regression(column, problem)
    binary = problem == "BinaryClassification" or (problem is None and unique == 2)
    minimum = _QUICK_BINARY_ROWS if binary and build == "quick" else _STANDARD_ROWS
    kind = f"{build} build of two categories" if binary else f"{build} build"
    return [f"{known} rows are few: Canvas asks for {minimum} for a {kind}."] if known < minimum else []


def _check_regression(column: dict[str, Any], problem: str | None) -> None:
    if problem == "Regression" and column["type"] in ("Text", "Datetime"):
        raise ValidationException(
            f"The target column '{column['name']}' is of type {column['type']}; Regression predicts numbers."
        )


def _check_series(columns: dict[str, Any], target: str, config: dict[str, Any] | None) -> None:
    if config is None:
        raise ValidationException(f"ProblemType '{_SERIES}' needs a TimeSeriesConfig.")
    groups = config.get("GroupColumns", [])
    named = {
        "TargetColumn": [target],
        "TimeSeriesConfig.ItemIdColumn": [config["ItemIdColumn"]],
        "TimeSeriesConfig.TimestampColumn": [config["TimestampColumn"]],
        "TimeSeriesConfig.GroupColumns": groups,
        "TimeSeriesConfig.RelatedColumns": config.get("RelatedColumns", []),
    }
    for member, names in named.items():
        for name in names:
            _require(columns, member, name)
    every = [name for names in named.values() for name in names]
    if len(set(every)) < len(every):
        raise ValidationException("Target, item, timestamp, group and related columns must be different columns.")
    if len(groups) > _MOST_GROUPS:
        raise ValidationException(f"TimeSeriesConfig.GroupColumns can be {_MOST_GROUPS} columns at most.")
    if len(config.get("RelatedColumns", [])) > _MOST_RELATED:
        raise ValidationException(f"TimeSeriesConfig.RelatedColumns can be {_MOST_RELATED} columns at most.")
    for name in config.get("RelatedColumns", []):
        if columns[name]["type"] not in ("Numeric", "Boolean"):
            raise ValidationException(
                f"TimeSeriesConfig.RelatedColumns: '{name}' is of type {columns[name]['type']}; "
                "related columns are numbers."
            )
    if len(config.get("Quantiles", [])) > _MOST_QUANTILES:
        raise ValidationException(f"TimeSeriesConfig.Quantiles can be {_MOST_QUANTILES} at most.")
    if columns[target]["type"] in ("Text", "Datetime"):
        raise ValidationException(
            f"The target column '{target}' is of type {columns[target]['type']}; forecasts are numbers."
        )


def _require(columns: dict[str, Any], member: str, name: str) -> None:
    if name not in columns:
        raise ValidationException(
            f"{member}: there is no column '{name}' in the dataset. Column names are case-sensitive."
        )
