"""What a CreateAutoPredictor request means for training: every member honoured, or refused by name."""

import re
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecast_types import DEFAULT, quantile_names
from sealcanvas.forecast.frequency import check_frequency, check_not_finer
from sealcanvas.forecast.schema import TIMESTAMP, TargetSchema
from sealcanvas.forecast.unserved import refuse_unserved

_UNSERVED = ("ReferencePredictorArn", "ExplainPredictor", "MonitorConfig", "TimeAlignmentBoundary")
_REQUIRED = ("DataConfig", "ForecastFrequency", "ForecastHorizon")
_MOST_HORIZON = 500
_MOST_DIMENSIONS = 5
_MOST_TYPES = 5
_AGGREGATIONS = ("sum", "avg", "first", "min", "max")
_FILLINGS = ("zero", "nan", "mean", "median", "min", "max", "value")
# Developer Guide, "Handling missing values": Forecast's defaults for target time series.
_DEFAULT_FILLING = {"middlefill": "zero", "backfill": "zero"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_members(request: dict[str, Any]) -> None:
    """Refuse members that are missing, out of bounds or not honoured.

    Raises:
        InvalidInputException: names the member.
    """
    refuse_unserved(request, _UNSERVED)
    for member in _REQUIRED:
        if request.get(member) is None:
            raise InvalidInputException(f"{member} is required.")
    check_frequency("ForecastFrequency", request["ForecastFrequency"])
    if not 1 <= request["ForecastHorizon"] <= _MOST_HORIZON:
        raise InvalidInputException(f"ForecastHorizon must be 1 to {_MOST_HORIZON}, not {request['ForecastHorizon']}.")
    quantile_names(request.get("ForecastTypes", DEFAULT))


def series_config(request: dict[str, Any], schema: TargetSchema, data_frequency: str | None) -> dict[str, Any]:
    """The configuration of the training, in `ml.series.SeriesConfig`'s own names.

    Args:
        request: passed by `check_members`.
        data_frequency: the dataset's DataFrequency, if it tells one.

    Raises:
        InvalidInputException: a member does not fit the data.
    """
    if data_frequency is not None:
        check_not_finer(request["ForecastFrequency"], data_frequency)
    data = request["DataConfig"]
    filling, aggregation = _transformations(data.get("AttributeConfigs", []), schema)
    return {
        "target": schema.target,
        "timestamp": TIMESTAMP,
        "item": schema.item,
        "frequency": request["ForecastFrequency"],
        "horizon": request["ForecastHorizon"],
        "groups": _dimensions(request.get("ForecastDimensions", []), schema),
        "quantiles": _quantiles(request),
        "holiday_country": _holidays(data.get("AdditionalDatasets", [])),
        "filling": {schema.target: filling},
        "aggregation": {schema.target: aggregation},
    }


def _quantiles(request: dict[str, Any]) -> list[str]:
    """Those asked for, and the median, which the error metrics are of."""
    names = quantile_names(request.get("ForecastTypes", DEFAULT))
    if "p50" in names:
        return names
    if len(names) == _MOST_TYPES:
        raise InvalidInputException(f"Of {_MOST_TYPES} ForecastTypes one must be 0.5: accuracy is measured on it.")
    return sorted([*names, "p50"], key=lambda name: int(name[1:]))


def _dimensions(names: list[str], schema: TargetSchema) -> list[str]:
    for name in names:
        if name not in schema.dimensions:
            raise InvalidInputException(f"ForecastDimensions names {name}, which is no text attribute of the dataset.")
    if len(set(names)) < len(names) or len(names) > _MOST_DIMENSIONS:
        raise InvalidInputException(f"ForecastDimensions can name at most {_MOST_DIMENSIONS} attributes, each once.")
    return list(names)


def _holidays(datasets: list[dict[str, Any]]) -> str | None:
    country = None
    for dataset in datasets:
        if dataset["Name"] != "holiday":
            raise InvalidInputException(f"AdditionalDatasets {dataset['Name']} is not supported yet: only holiday is.")
        configuration: dict[str, list[str]] = dataset.get("Configuration", {})
        codes = configuration.get("CountryCode", [])
        if set(configuration) != {"CountryCode"} or len(codes) != 1 or country is not None:
            raise InvalidInputException("AdditionalDatasets holiday takes one CountryCode, such as US.")
        country = codes[0]
        if not re.fullmatch("[A-Z]{2}", country):
            raise InvalidInputException(f"CountryCode '{country}' is not valid. Give an ISO 3166 code such as US.")
    return country


def _transformations(configs: list[dict[str, Any]], schema: TargetSchema) -> tuple[dict[str, str], str]:
    filling, aggregation = dict(_DEFAULT_FILLING), "sum"
    for config in configs:
        if config["AttributeName"] != schema.target:
            raise InvalidInputException(
                f"AttributeConfigs names {config['AttributeName']}: only the target {schema.target} can be transformed."
            )
        given: dict[str, str] = config["Transformations"]
        for side, value in given.items():
            if side == "aggregation" and value in _AGGREGATIONS:
                aggregation = value
            elif side in ("middlefill", "backfill") and value in _FILLINGS:
                if value == "value" and f"{side}_value" not in given:
                    raise InvalidInputException(f"Transformations {side} value needs {side}_value.")
                filling[side] = value
            elif side in ("middlefill_value", "backfill_value") and _NUMBER.fullmatch(value):
                filling[side] = value
            elif (side, value) != ("frontfill", "none"):
                raise InvalidInputException(f"Transformations {side} = {value} is not valid for {schema.target}.")
    return filling, aggregation
