"""What a CreateAutoPredictor request means for training: every member honoured, or refused by name."""

import re
from typing import Any

from sealcanvas.forecast.datasets.frequency import check_frequency, check_not_finer, same
from sealcanvas.forecast.datasets.group_data import GroupData
from sealcanvas.forecast.datasets.schema import METADATA, RELATED, TARGET, TIMESTAMP, Schema
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.predictors.forecast_types import DEFAULT, quantiles
from sealcanvas.forecast.predictors.time_boundary import boundary
from sealcanvas.forecast.predictors.transformations import transformations
from sealcanvas.forecast.unserved import refuse_unserved

_UNSERVED = ("MonitorConfig",)
_REQUIRED = ("DataConfig", "ForecastFrequency", "ForecastHorizon")
_MOST_HORIZON = 500
_MOST_DIMENSIONS = 5


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
    quantiles(request.get("ForecastTypes", DEFAULT))


def series_config(request: dict[str, Any], data: GroupData) -> dict[str, Any]:
    """The configuration of the training, in `ml.series.SeriesConfig`'s own names; what is empty is left out.

    Args:
        request: passed by `check_members`.

    Raises:
        InvalidInputException: a member does not fit the data.
    """
    schemas, frequency = data.schemas, request["ForecastFrequency"]
    target, related, metadata = schemas[TARGET], schemas.get(RELATED), schemas.get(METADATA)
    data_frequency = data.target.request.get("DataFrequency")
    if data_frequency is not None:
        check_not_finer(frequency, data_frequency)
    dimensions = _dimensions(request.get("ForecastDimensions", []), target)
    if related is not None:
        _check_related(related, dimensions, frequency, data.datasets[RELATED].request["DataFrequency"])
    config = request["DataConfig"]
    filling, aggregation = transformations(config.get("AttributeConfigs", []), target, related)
    further = {
        "features": dict.fromkeys(related.numbers, "numeric") if related else {},
        "metadata": _metadata(metadata) if metadata else {},
        "boundary": boundary(request.get("TimeAlignmentBoundary"), frequency, data_frequency),
    }
    return {
        "target": target.target,
        "timestamp": TIMESTAMP,
        "item": target.item,
        "frequency": frequency,
        "horizon": request["ForecastHorizon"],
        "groups": dimensions,
        "quantiles": quantiles(request.get("ForecastTypes", DEFAULT)),
        "holiday_country": _holidays(config.get("AdditionalDatasets", [])),
        "filling": filling,
        "aggregation": {target.target: aggregation},
        **{name: value for name, value in further.items() if value},
    }


def attributes(config: dict[str, Any]) -> list[str]:
    """What a predictor learns from beside the series themselves: features, metadata, and holidays."""
    holidays = ["holiday"] if config["holiday_country"] else []
    return [*config.get("features", {}), *config.get("metadata", {}), *holidays]


def _dimensions(names: list[str], schema: Schema) -> list[str]:
    for name in names:
        if name not in schema.texts:
            raise InvalidInputException(f"ForecastDimensions names {name}, which is no text attribute of the dataset.")
    if len(set(names)) < len(names) or len(names) > _MOST_DIMENSIONS:
        raise InvalidInputException(f"ForecastDimensions can name at most {_MOST_DIMENSIONS} attributes, each once.")
    return list(names)


def _check_related(related: Schema, dimensions: list[str], frequency: str, data_frequency: str) -> None:
    texts = [name for name in related.texts if name not in dimensions]
    if texts:
        # The service's own sentence.
        raise InvalidInputException(
            f"The attribute(s) [{', '.join(texts)}] present in the RELATED_TIME_SERIES schema should be of numeric "
            "type such as `integer` or `float`, or be added as a forecast dimension"
        )
    if not same(frequency, data_frequency):
        raise InvalidInputException(
            f"ForecastFrequency {frequency} must be the DataFrequency {data_frequency} of the related time series, "
            "which is not aggregated."
        )


def _metadata(schema: Schema) -> dict[str, str]:
    kinds = dict.fromkeys(schema.texts, "categorical") | dict.fromkeys(schema.numbers, "numeric")
    return {name: kinds[name] for name, _ in schema.columns if name in kinds}


def _holidays(datasets: list[dict[str, Any]]) -> str | None:
    country = None
    for dataset in datasets:
        if dataset["Name"] != "holiday":
            raise InvalidInputException(f"AdditionalDatasets {dataset['Name']} is not supported: only holiday is.")
        configuration: dict[str, list[str]] = dataset.get("Configuration", {})
        codes = configuration.get("CountryCode", [])
        if set(configuration) != {"CountryCode"} or len(codes) != 1 or country is not None:
            raise InvalidInputException("AdditionalDatasets holiday takes one CountryCode, such as US.")
        country = codes[0]
        if not re.fullmatch("[A-Z]{2}", country) or not _has_calendar(country):
            raise InvalidInputException(f"CountryCode '{country}' is not valid. Give an ISO 3166 code such as US.")
    return country


def _has_calendar(code: str) -> bool:
    from holidays.utils import list_supported_countries  # some hundred modules: not before somebody asks

    return code in list_supported_countries()
