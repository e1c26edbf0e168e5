"""TimeSeriesForecastingJobConfig: every member is honoured or refused."""

import re
from typing import Any

from sealcanvas.sagemaker.automl.artifacts import series_artifacts
from sealcanvas.sagemaker.automl.channels import read_channels
from sealcanvas.sagemaker.automl.completion import DEFAULT_SECONDS, check_criteria
from sealcanvas.sagemaker.automl.work import Work
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.tabular_problem import SERIES_ALGORITHMS, SERIES_METRICS
from sealcanvas.service.operation import Request

_MOST_HORIZON = 500
_CONFIG = "TimeSeriesForecastingJobConfig"
_RULES = ("zero", "value", "median", "mean", "min", "max", "nan")
_TARGET_SIDES = ("frontfill", "middlefill", "backfill")
_FEATURE_SIDES = ("middlefill", "backfill", "futurefill")
_NUMBER = re.compile(r"-?\d+")


def read_series(request: Request, config: dict[str, Any]) -> Work:
    """The task `automl_series` for a panel of time series.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    if request.get("DataSplitConfig"):
        raise ValidationException(f"DataSplitConfig is not for {_CONFIG}: models are judged on the latest periods.")
    channels = read_channels(request, manifests=False, gzip=False)
    if "validation" in channels:
        raise ValidationException(f"{_CONFIG} takes no validation channel: models are judged on the latest periods.")
    horizon = config["ForecastHorizon"]
    if horizon > _MOST_HORIZON:
        raise ValidationException(f"{_CONFIG}.ForecastHorizon can be at most {_MOST_HORIZON}, not {horizon}.")
    columns = _columns(config["TimeSeriesConfig"])
    transformations = config.get("Transformations", {})
    specification = config.get("FeatureSpecificationS3Uri")
    criteria = config.get("CompletionCriteria", {})
    seconds = _seconds(criteria)
    series = {
        **columns,
        "frequency": config["ForecastFrequency"],
        "horizon": horizon,
        "quantiles": config.get("ForecastQuantiles", ["p10", "p50", "p90"]),
        "holiday_country": _holidays(config),
        "filling": _filling(transformations.get("Filling", {}), columns),
        "aggregation": _aggregation(transformations.get("Aggregation", {}), columns),
    }
    wish = {
        "config": series,
        "features": check_uri(f"{_CONFIG}.FeatureSpecificationS3Uri", specification) if specification else None,
        "objective": _objective(request),
        "algorithms": _algorithms(config),
        "seconds": seconds,
    }
    places = series_artifacts(request["OutputDataConfig"]["S3OutputPath"], request["AutoMLJobName"])
    return Work("automl_series", {"channels": channels, "series": wish, "output": places}, seconds)


def _columns(config: dict[str, Any]) -> dict[str, Any]:
    columns = {
        "target": config["TargetAttributeName"],
        "timestamp": config["TimestampAttributeName"],
        "item": config["ItemIdentifierAttributeName"],
        "groups": config.get("GroupingAttributeNames", []),
    }
    names = [columns["target"], columns["timestamp"], columns["item"], *columns["groups"]]
    for name in names:
        if names.count(name) > 1:
            raise ValidationException(f"{_CONFIG}.TimeSeriesConfig names the column '{name}' twice.")
    return columns


def _seconds(criteria: dict[str, Any]) -> int:
    check_criteria(criteria)
    if criteria.get("MaxCandidates", 1) != 1:
        raise ValidationException("CompletionCriteria.MaxCandidates can only be 1 for time-series forecasting.")
    bounds = ("MaxAutoMLJobRuntimeInSeconds", "MaxRuntimePerTrainingJobInSeconds")
    # All forecasters are one training job, so that the tighter of the two bounds is the bound.
    return min((criteria[name] for name in bounds if name in criteria), default=DEFAULT_SECONDS)


def _objective(request: Request) -> str | None:
    objective: str | None = request.get("AutoMLJobObjective", {}).get("MetricName")
    if objective is not None and objective not in SERIES_METRICS:
        raise ValidationException(
            f"AutoMLJobObjective '{objective}' does not exist for TimeSeriesForecasting. "
            f"Use one of {', '.join(SERIES_METRICS)}."
        )
    return objective


def _algorithms(config: dict[str, Any]) -> list[str] | None:
    configs = config.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig", [])
    chosen = [name for each in configs for name in each["AutoMLAlgorithms"]]
    for name in chosen:
        if name not in SERIES_ALGORITHMS:
            raise ValidationException(
                f"AlgorithmsConfig: the algorithm '{name}' is not supported for time-series forecasting. "
                f"Use {', '.join(sorted(SERIES_ALGORITHMS))}."
            )
    return list(dict.fromkeys(chosen)) or None


def _holidays(config: dict[str, Any]) -> str | None:
    configs = config.get("HolidayConfig", [])
    if not configs:
        return None
    country: str | None = configs[0].get("CountryCode")
    if country is None:
        raise ValidationException(f"{_CONFIG}.HolidayConfig[0].CountryCode is required.")
    return country


def _filling(filling: dict[str, dict[str, str]], columns: dict[str, Any]) -> dict[str, dict[str, str]]:
    for column, rules in filling.items():
        member = f"Transformations.Filling['{column}']"
        if column in (columns["timestamp"], columns["item"], *columns["groups"]):
            raise ValidationException(f"{member}: only the target and features can be filled.")
        is_target = column == columns["target"]
        sides = _TARGET_SIDES if is_target else _FEATURE_SIDES
        for side, rule in rules.items():
            if side.removesuffix("_value") not in sides or side == "frontfill_value":
                raise ValidationException(f"{member}: {side} is not for this column. Use {', '.join(sides)}.")
            if side.endswith("_value"):
                if is_target and not _NUMBER.fullmatch(rule):
                    raise ValidationException(f"{member}: {side} must be a number, not '{rule}'.")
                if rules.get(side.removesuffix("_value")) != "value":
                    raise ValidationException(f"{member}: {side} needs {side.removesuffix('_value')} to be 'value'.")
            elif side == "frontfill":
                if rule != "none":
                    raise ValidationException(f"{member}: frontfill can only be none.")
            elif rule not in _RULES:
                raise ValidationException(f"{member}: {side} cannot be '{rule}'. Use {', '.join(_RULES)}.")
            elif rule == "value" and f"{side}_value" not in rules:
                raise ValidationException(f"{member}: {side} 'value' needs {side}_value.")
    return filling


def _aggregation(aggregation: dict[str, str], columns: dict[str, Any]) -> dict[str, str]:
    for column in aggregation:
        if column != columns["target"]:
            raise ValidationException(
                f"Transformations.Aggregation is only for the target '{columns['target']}', not '{column}'."
            )
    return aggregation
