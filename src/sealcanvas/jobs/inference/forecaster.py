"""A forecast model at work: the history of some items in, the horizon behind each out."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.inference.json_reader import cell, documents, instances
from sealcanvas.jobs.inference.media import Form
from sealcanvas.jobs.inference.predictor import Wish
from sealcanvas.jobs.inference.records import table_of
from sealcanvas.jobs.task import TaskFailed

if TYPE_CHECKING:
    from sealcanvas.ml.reading import Source
    from sealcanvas.ml.series import SeriesModel


def forecast(model: "SeriesModel", wish: Wish, source: "Source") -> tuple[bytes, int, list[str]]:
    """The forecast, CSV with a header or JSON by the wish, how many rows it has, and what was left out or made up.

    Args:
        source: rows of the history, with names: CSV with a header, Parquet, or JSON objects; of a table the rows are
            held, and never its text.

    Raises:
        TaskFailed, MLError: a filter or join is wished for, or the rows form no history.
    """
    from sealcanvas.ml.reading import read_whole
    from sealcanvas.ml.table import to_csv

    if wish.join or not wish.input_path.whole or not wish.output_path.whole:
        raise TaskFailed(
            "ClientError", "Forecasts have other rows than their history: filters and JoinSource do not fit."
        )
    if wish.media.form in (Form.JSON, Form.JSON_LINES):
        data = b"".join(source.blocks())
        table = _table(data, source.name, lines=wish.media.form is Form.JSON_LINES or wish.by_record)
    else:
        table = read_whole([source]).table
    made = model.forecast(table)
    predicted = made.table
    if wish.accept is Form.CSV:
        return to_csv(predicted), predicted.num_rows, made.warnings
    rows = [json.dumps(_plain(row), ensure_ascii=False) for row in predicted.to_pylist()]
    if wish.accept is Form.JSON:
        return f'{{"predictions": [{", ".join(rows)}]}}'.encode(), len(rows), made.warnings
    return "".join(f"{row}\n" for row in rows).encode(), len(rows), made.warnings


def _table(data: bytes, name: str, *, lines: bool) -> Any:
    rows: list[Any] = []
    for document in documents(data, name, lines=lines):
        rows += instances(document) or [document]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise TaskFailed("ClientError", f"'{name}' holds no objects of the history's columns.")
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return table_of(columns, [[cell(row.get(column), name) for column in columns] for row in rows], name)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}
