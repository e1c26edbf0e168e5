"""Files of rows in S3 as Forecast takes them: CSV in the schema's order, or Parquet by name; checked, and typed."""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.s3_files import read_file

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

Table = Any  # pyarrow.Table; pyarrow ships no type information
Columns = list[tuple[str, str]]

_NULLS = ["", "NULL", "null"]


@dataclass(frozen=True)
class Reading:
    """How files are to be read.

    Attributes:
        columns: (name, type) pairs in the order of the file; a type is string, integer, float or timestamp.
        parquet: whether they are Parquet, not CSV.
        timestamp_format: strptime's, or None to find one of the common formats.
        timestamp_words: the same as the request had it ("yyyy-MM-dd").
        time_zone: whose local time timestamps with an offset become, or None for UTC.
        optional: text columns that may be empty.
    """

    columns: Columns
    parquet: bool
    timestamp_format: str | None = None
    timestamp_words: str | None = None
    time_zone: str | None = None
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Reading":
        """From a payload's columns, format, timestamp_format, time_zone; static rows may lack all but an item."""
        columns = [(name, kind) for name, kind in payload["columns"]]
        texts = {name for name, kind in columns if kind == "string" and name != payload.get("item")}
        return cls(
            columns,
            payload["format"] == "PARQUET",
            payload.get("timestamp_format"),
            payload.get("timestamp_words"),
            payload.get("time_zone"),
            frozenset(texts if payload.get("static") else ()),
        )


def read_rows(
    context: "TaskContext", files: list[dict[str, str]], reading: Reading
) -> tuple[Table, list[dict[str, Any]]]:
    """All rows of the files, one table; and what each file was: "uri", "bytes" and "sha256".

    Raises:
        TaskFailed: a file is empty, or not what the schema says, in words without its values; or there are no rows.
        botocore's ClientError: S3's or KMS's refusal.
    """
    import pyarrow as pa

    tables, told = [], []
    for number, file in enumerate(files):
        context.progress("Importing", 0.9 * number / len(files))
        data = read_file(context, file["bucket"], file["key"])
        digest = hashlib.sha256(data).hexdigest()
        told.append({"uri": f"s3://{file['bucket']}/{file['key']}", "bytes": len(data), "sha256": digest})
        name = file["key"].rpartition("/")[2]
        table, first = (_parquet if reading.parquet else _csv)(data, reading.columns, name)
        tables.append(_typed(table, reading, name, first))
    table = pa.concat_tables(tables)
    if not table.num_rows:
        raise TaskFailed("ClientError", "The files hold no rows.")
    return table, told


def _csv(data: bytes, columns: Columns, name: str) -> tuple[Table, int]:
    """All columns as text, in the schema's order, and the number of the first row of values.

    A first row equal to the attributes' names is a header.
    """
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
        table = csv.read_csv(
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
    return table, 2 if header else 1


def _shape(message: str) -> str:
    """Arrow's words about columns as a sentence, without the row's values, which it adds."""
    ragged = re.search(r"(?:Row #(\d+): )?Expected \d+ columns, got (\d+)", message)
    if ragged is None:
        return "a row cannot be read."
    row = f"row {int(ragged[1]):,}" if ragged[1] else "a row"
    return f"{row} has {ragged[2]}. Mend that row."


def _parquet(data: bytes, columns: Columns, name: str) -> tuple[Table, int]:
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
    return pa.table(kept), 1


def _typed(table: Table, reading: Reading, name: str, first: int) -> Table:
    import pyarrow as pa

    typed = {}
    for column, kind in reading.columns:
        values = table[column].combine_chunks()
        if kind == "timestamp":
            typed[column] = _moments(values, reading, name, column, first)
        elif kind in ("integer", "float"):
            typed[column] = _numbers(values, name, column, first)
        else:
            typed[column] = values
            if values.null_count and column not in reading.optional:
                row = _row(values.is_null().to_numpy(zero_copy_only=False), first)
                raise TaskFailed(
                    "ClientError", f"'{name}': {values.null_count} rows have no value in '{column}', first {row}."
                )
    return pa.table(typed)


def _row(bad: Any, first: int) -> str:
    """Where the first of the bad rows is."""
    return f"row {int(bad.argmax()) + first:,}"


def _moments(values: Any, reading: Reading, name: str, column: str, first: int) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from sealcanvas.ml import timestamps
    from sealcanvas.ml.series.data.local_time import to_local

    form = reading.timestamp_format
    if form is not None and pa.types.is_string(values.type):
        read = pc.strptime(pc.utf8_trim_whitespace(values), format=form, unit="us", error_is_null=True)
        bad = read.is_null().to_numpy(zero_copy_only=False)
    else:
        moments = timestamps.parse(values)
        if reading.time_zone is not None:
            zoned = timestamps.zoned(values)
            moments[zoned] = to_local(moments[zoned], reading.time_zone)
        read = pa.array(moments)
        bad = np.isnat(moments)
    if bad.any():
        wanted = f"of the TimestampFormat {reading.timestamp_words or form}" if form else "a date, or a date and time"
        raise TaskFailed(
            "ClientError",
            f"'{name}': {int(bad.sum())} rows have a value in '{column}' that is not {wanted}, "
            f"first {_row(bad, first)}.",
        )
    return read


def _numbers(values: Any, name: str, column: str, first: int) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    number = r"^\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[nN]a[nN])\s*$"
    bad = ~pc.fill_null(pc.match_substring_regex(values, number), True).to_numpy(zero_copy_only=False)
    if bad.any():
        raise TaskFailed(
            "ClientError",
            f"'{name}': {int(bad.sum())} rows have a value in '{column}' that is not a number, "
            f"first {_row(bad, first)}.",
        )
    return pc.utf8_trim_whitespace(values).cast(pa.float64())
