"""Reads a target time series' files from S3, checks them against the schema, and keeps the rows as sealed Parquet."""

import io
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.series_store import write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

Table = Any  # pyarrow.Table; pyarrow ships no type information
Columns = list[tuple[str, str]]

_NULLS = ["", "NaN", "nan", "NULL", "null"]


@task("series_import")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: files [{bucket, key}], format, columns [[name, type]], timestamp_format (strptime) or None, outputs."""
    import pyarrow as pa

    from sealcanvas.ml.table import to_parquet

    payload = context.payload
    columns: Columns = [(name, kind) for name, kind in payload["columns"]]
    files: list[dict[str, str]] = payload["files"]
    tables, size = [], 0
    for number, file in enumerate(files):
        context.progress("Importing", 0.9 * number / len(files))
        data = context.client("s3").get_object(Bucket=file["bucket"], Key=file["key"])["Body"].read()
        size += len(data)
        name = file["key"].rpartition("/")[2]
        parquet = payload["format"] == "PARQUET"
        table = _parquet(data, columns, name) if parquet else _csv(data, columns, name)
        tables.append(_typed(table, columns, payload["timestamp_format"], name))
    table = pa.concat_tables(tables)
    if not table.num_rows:
        raise TaskFailed("ClientError", "The files hold no rows.")
    context.progress("Importing", 0.95)
    write_store(context, payload["outputs"]["series"], to_parquet(table))
    return {"rows": table.num_rows, "bytes": size, "fields": _statistics(table)}


def _csv(data: bytes, columns: Columns, name: str) -> Table:
    """All columns as text, in the schema's order; a first row equal to the attributes' names is a header."""
    import pyarrow as pa
    from pyarrow import csv

    from sealcanvas.ml.text_encoding import to_utf8

    if not data.strip():
        raise TaskFailed("ClientError", f"'{name}' is empty.")
    text = to_utf8(data, name)
    names = [column for column, _ in columns]
    first = text[: 1 << 16].split(b"\n", 1)[0].decode("utf-8", "replace")
    header = [cell.strip().strip('"') for cell in first.lstrip("\ufeff").split(",")] == names
    try:
        return csv.read_csv(
            io.BytesIO(text),
            csv.ReadOptions(column_names=names, skip_rows=int(header), use_threads=False),
            csv.ParseOptions(newlines_in_values=b'"' in text),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=_NULLS, strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise TaskFailed(
            "ClientError",
            f"'{name}' does not have the schema's {len(names)} columns in every row: {_shape(str(error))}",
        ) from None


def _shape(message: str) -> str:
    """Arrow's words about columns, without the row's values, which it adds."""
    words = message.split("\n")[0].rpartition("CSV parse error: ")[2]
    return words.split(":")[0][:100] if "Expected" in words else "a row cannot be read."


def _parquet(data: bytes, columns: Columns, name: str) -> Table:
    import pyarrow as pa

    from sealcanvas.ml.table import read_table, strings

    table = read_table(data, name)
    missing = [column for column, _ in columns if column not in table.column_names]
    if missing:
        raise TaskFailed("ClientError", f"'{name}' lacks the schema's column '{missing[0]}'.")
    kept = {}
    for column, kind in columns:
        values = table[column].combine_chunks()
        kept[column] = values if kind == "timestamp" and not pa.types.is_string(values.type) else strings(values)
    return pa.table(kept)


def _typed(table: Table, columns: Columns, form: str | None, name: str) -> Table:
    import pyarrow as pa

    typed = {}
    for column, kind in columns:
        values = table[column].combine_chunks()
        if kind == "timestamp":
            typed[column] = _moments(values, form, name, column)
        elif kind in ("integer", "float"):
            typed[column] = _numbers(values, name, column)
        else:
            typed[column] = values
            if values.null_count:
                raise TaskFailed("ClientError", f"'{name}': {values.null_count} rows have no value in '{column}'.")
    return pa.table(typed)


def _moments(values: Any, form: str | None, name: str, column: str) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from sealcanvas.ml import timestamps

    if form is not None and pa.types.is_string(values.type):
        read = pc.strptime(pc.utf8_trim_whitespace(values), format=form, unit="us", error_is_null=True)
        bad = read.null_count
    else:
        moments = timestamps.parse(values)
        read = pa.array(moments)
        bad = int(np.isnat(moments).sum())
    if bad:
        wanted = "TimestampFormat" if form is not None else "a date, or a date and time"
        raise TaskFailed("ClientError", f"'{name}': {bad} rows have a value in '{column}' that is not {wanted}.")
    return read


def _numbers(values: Any, name: str, column: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    number = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
    good = pc.fill_null(pc.match_substring_regex(values, number), True)
    bad = len(values) - (pc.sum(good).as_py() or 0)
    if bad:
        raise TaskFailed("ClientError", f"'{name}': {bad} rows have a value in '{column}' that is not a number.")
    return pc.utf8_trim_whitespace(values).cast(pa.float64())


def _statistics(table: Table) -> dict[str, dict[str, int]]:
    """Counts by column; never values."""
    import pyarrow.compute as pc

    found = {}
    for name in table.column_names:
        column = table[name]
        distinct = pc.count_distinct(column).as_py()
        found[name] = {
            "Count": table.num_rows,
            "CountLong": table.num_rows,
            "CountDistinct": distinct,
            "CountDistinctLong": distinct,
            "CountNull": column.null_count,
            "CountNullLong": column.null_count,
        }
    return found
