"""`sealcanvas forecast FILE --target COLUMN --time COLUMN`: how its series go on."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.common import home_option, json_option
from sealcanvas.cli.studio import series_options
from sealcanvas.cli.studio.common import (
    build_option,
    file_argument,
    output_option,
    show_json,
    studio,
    target_option,
)
from sealcanvas.cli.studio.header import columns_of, require_columns
from sealcanvas.cli.studio.one_series import SERIES, one_series
from sealcanvas.cli.studio.reading_options import Reading, reading_options
from sealcanvas.cli.studio.report import SHOWN_ROWS, show_model, show_rows
from sealcanvas.cli.studio.result import write_result
from sealcanvas.cli.studio.series_names import own_names


@click.command()
@file_argument
@target_option
@click.option("--time", metavar="COLUMN", required=True, help="The column of the timestamps.")
@click.option("--item", metavar="COLUMN", help="The column that tells the series apart (default: FILE is one series).")
@click.option(
    "--group",
    "groups",
    metavar="COLUMN",
    multiple=True,
    callback=series_options.groups,
    help="A further such column; up to five.",
)
@click.option("--horizon", type=click.IntRange(1, 500), default=10, show_default=True, help="How many periods ahead.")
@click.option(
    "--frequency",
    metavar="F",
    callback=series_options.frequency,
    help="Y, M, W, D, H or min, with a count: 15min (default: the data tells).",
)
@click.option("--country", metavar="CODE", callback=series_options.country, help="Two letters: its holidays count.")
@click.option(
    "--quantile",
    "quantiles",
    metavar="pN",
    multiple=True,
    callback=series_options.quantiles,
    help="p1 to p99, up to five (default: p10 p50 p90).",
)
@build_option
@output_option
@reading_options
@home_option
@json_option
def forecast(
    file: Path,
    target: str,
    time: str,
    item: str | None,
    groups: tuple[str, ...],
    horizon: int,
    frequency: str | None,
    country: str | None,
    quantiles: tuple[str, ...],
    build: str,
    output: Path | None,
    reading: Reading,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Forecast one column of FILE (CSV or Parquet) for the periods after its end, with intervals."""
    series_options.require_different({"--target": target, "--time": time, "--item": item}, groups)
    wanted = {"--target": [target], "--time": [time], "--item": [item] if item else [], "--group": groups}
    require_columns(file, columns_of(file, reading), wanted)
    config: dict[str, Any] = {
        "ItemIdColumn": item or SERIES,
        "TimestampColumn": time,
        "ForecastHorizon": horizon,
    }
    asked = {
        "GroupColumns": list(groups),
        "ForecastFrequency": frequency,
        "HolidayCountryCode": country,
        "Quantiles": list(quantiles),
    }
    config |= {name: value for name, value in asked.items() if value}
    wishes = {"BuildType": build, "ProblemType": "TimeSeriesForecasting", "TimeSeriesConfig": config}
    name = file.name if item else f"{file.stem}.csv"
    content = file.open("rb") if item else one_series(file, reading)
    read = reading.members if item else {}
    with content, studio(folder) as room, room.imported(name, content, **read) as dataset:
        version = room.build(dataset, file.stem, target, **wishes)
        prediction = room.predict(version["ModelVersionId"])
        uri = prediction["OutputS3Uri"]

        def rows() -> Iterator[list[str]]:
            return own_names(room.rows(uri), config, single=item is None)

        if output:
            prediction["RowsWritten"] = write_result(output, rows(), uri)
        first = list(islice(rows(), SHOWN_ROWS + 1))
    if as_json:
        show_json(prediction)
        return
    show_model(version)
    show_rows(first, f"The first forecasts (all: {prediction['OutputS3Uri']})")
