"""TimeSeriesReplacementsDataSource: rows whose values take the place of those of the related time series."""

from typing import Any

from sealcanvas.forecast.datasets.schema import TIMESTAMP, attributes
from sealcanvas.forecast.datasets.timestamp_format import strptime_format
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecasts.selector import Source
from sealcanvas.forecast.work.source import file_format, read_source
from sealcanvas.service.call import Call


def replacements(
    call: Call, asked: dict[str, Any], config: dict[str, Any], for_arn: str, key_arns: list[str | None]
) -> Source:
    """The role that reads the replacement rows, and what a worker must be told to read them.

    Args:
        config: the predictor's, in `ml.series.SeriesConfig`'s names.
        key_arns: further keys that the role will work with.

    Raises:
        AccessDeniedException, InvalidInputException: its Schema does not fit; or as for `read_source`.
    """
    columns = attributes(asked["Schema"])
    kinds = dict(columns)
    keys, features = [config["item"], *config["groups"]], config.get("features", {})
    wanted = dict.fromkeys(keys, "string") | {TIMESTAMP: TIMESTAMP}
    for name, kind in wanted.items():
        if kinds.get(name) != kind:
            raise InvalidInputException(f"Schema of the replacements must have the attribute {name} of type {kind}.")
    further = [name for name, _ in columns if name not in wanted]
    for name in further:
        if name not in features:
            raise InvalidInputException(f"Schema of the replacements has {name}, which is no feature of the predictor.")
        if kinds[name] not in ("integer", "float"):
            raise InvalidInputException(f"Schema attribute {name} must be of type integer or float.")
    if not further:
        raise InvalidInputException("Schema of the replacements must have a feature of the related time series.")
    form = file_format(asked)
    stamps = strptime_format(asked["TimestampFormat"]) if "TimestampFormat" in asked else None
    source: dict[str, str] = asked["S3Config"]
    files = read_source(call, source, form, for_arn, key_arns)
    told = {
        "files": files,
        "format": form,
        "columns": [list(each) for each in columns],
        "timestamp_format": stamps,
        "timestamp_words": asked.get("TimestampFormat"),
    }
    return source["RoleArn"], told
