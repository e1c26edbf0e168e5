"""`sealcanvas predict FILE`: predictions for its rows, by a model that is there or one built from the file itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcanvas.cli.common import fail, home_option, json_option
from sealcanvas.cli.studio.common import build_option, file_argument, output_option, show_json, studio
from sealcanvas.cli.studio.fitting import require_fit
from sealcanvas.cli.studio.header import columns_of, require_columns
from sealcanvas.cli.studio.one_series import SERIES, one_series
from sealcanvas.cli.studio.reading_options import Reading, reading_options
from sealcanvas.cli.studio.report import SHOWN_ROWS, show_model, show_rows
from sealcanvas.cli.studio.result import write_result
from sealcanvas.cli.studio.series_names import is_single, own_names

if TYPE_CHECKING:
    from sealcanvas.client.studio import Studio


@click.command()
@file_argument
@click.option("--model", metavar="NAME", help="A model that was built: its name, or a version's id.")
@click.option("--target", metavar="COLUMN", help="Build a model of this column first; predict the rows that lack it.")
@build_option
@output_option
@reading_options
@home_option
@json_option
def predict(
    file: Path,
    model: str | None,
    target: str | None,
    build: str,
    output: Path | None,
    reading: Reading,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Predict for the rows of FILE (CSV or Parquet).

    Either --model names a model that was built before, or --target names a column of FILE: a model is built from the
    rows that have a value there, and the others are predicted.
    """
    if (model is None) == (target is None):
        raise click.UsageError("give either --model or --target")
    columns = columns_of(file, reading)
    if target:
        require_columns(file, columns, {"--target": [target]})
    with studio(folder) as room, ExitStack() as stack:
        config, single = None, False
        if model:
            version = room.find_model(model)
            config, single = _fitting(room, version, file, columns)
        adds = single and SERIES not in columns
        content = stack.enter_context(one_series(file, reading) if adds else file.open("rb"))
        read = {} if adds else reading.members
        dataset = stack.enter_context(room.imported(f"{file.stem}.csv" if adds else file.name, content, **read))
        if target:
            version = room.build(dataset, file.stem, target, BuildType=build)
        prediction = room.predict(version["ModelVersionId"], dataset)
        uri = prediction["OutputS3Uri"]

        def rows() -> Iterator[list[str]]:
            found = room.rows(uri)
            return own_names(found, config, single=single) if config else _lacking(found, target)

        if output:
            prediction["RowsWritten"] = write_result(output, rows(), uri)
        first = list(islice(rows(), SHOWN_ROWS + 1))
    if target and len(first) < 2:
        raise fail(f"every row of {file} has a value of '{target}': there is nothing to predict; the model is kept")
    if as_json:
        show_json(prediction)
        return
    if target:
        show_model(version)
    show_rows(first, f"The first predictions (all: {prediction['OutputS3Uri']})")


def _fitting(
    room: "Studio", version: dict[str, Any], file: Path, columns: list[str]
) -> tuple[dict[str, Any] | None, bool]:
    """The TimeSeriesConfig of a model that fits the file, if it has one, and whether it was built from one series."""
    trained_on, config = room.trained_on(version), version.get("TimeSeriesConfig")
    single = bool(config) and is_single(config or {}, trained_on)
    require_fit(file, columns, version, trained_on, single=single)
    return config, single


def _lacking(rows: Iterator[list[str]], target: str | None) -> Iterator[list[str]]:
    """The header, and the rows without a value in the target column; all rows without a target."""
    header = next(rows, None)
    if header is None:
        return
    yield header
    place = header.index(target) if target in header else None
    for row in rows:
        if place is None or not row[place].strip():
            yield row
