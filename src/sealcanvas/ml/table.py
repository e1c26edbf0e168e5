"""Bytes to tables and back: CSV and Parquet."""

import csv
import io
import re
from collections import Counter
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.text_encoding import to_utf8

Table = Any  # pyarrow.Table; pyarrow ships no type information

MAX_COLUMNS = 1_000
_DELIMITERS = (",", ";", "\t", "|")
_PARQUET_MAGIC = b"PAR1"
_NULLS = ["", "NA", "N/A", "#N/A", "n/a", "<NA>", "NULL", "null", "NaN", "nan", "-NaN", "-nan", "#NA"]


def read_table(data: bytes | BinaryIO, name: str = "") -> Table:
    """Read CSV (dialect and encoding detected) or Parquet (by its magic) into a pyarrow.Table.

    `name` is only used in messages. Columns come as int64, double, bool, date32, timestamp or string; numbers
    written with leading zeros (codes) stay strings. Raises UnreadableFile when the bytes are empty, binary, ragged,
    lack a header, have empty or duplicate column names or more than 1,000 columns.
    """
    raw = data if isinstance(data, bytes) else data.read()
    what = f"'{name}'" if name else "The file"
    if not raw.strip():
        raise UnreadableFile(f"{what} is empty.")
    table = _read_parquet(raw, what) if raw[:4] == _PARQUET_MAGIC else _read_csv(to_utf8(raw, name), what)
    if table.num_rows == 0:
        raise UnreadableFile(f"{what} has column names but no rows.")
    return table


def to_csv(table: Table) -> bytes:
    """UTF-8 CSV with a header, quoted only where needed; missing values are empty."""
    from pyarrow import csv as arrow_csv

    for style in ("none", "needed"):
        sink = pa.BufferOutputStream()
        options = arrow_csv.WriteOptions(quoting_style=style, quoting_header=style)
        try:
            arrow_csv.write_csv(table, sink, options)
        except pa.ArrowInvalid:
            # Some value holds a delimiter, a quote or a line break: Arrow then quotes every string.
            if style == "needed":
                raise
        else:
            return bytes(sink.getvalue())
    raise AssertionError  # the last style either returned or raised


def to_parquet(table: Table) -> bytes:
    """Parquet bytes (zstd)."""
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _check_names(names: list[str], what: str) -> None:
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(f"{what} has {len(names):,} columns; at most {MAX_COLUMNS:,} are allowed.")
    for position, column in enumerate(names, 1):
        if not column.strip():
            raise UnreadableFile(f"{what}: column {position} has no name. Name every column in the first row.")
    repeated = [column for column, count in Counter(names).items() if count > 1]
    if repeated:
        raise UnreadableFile(f"{what}: the column name '{repeated[0]}' occurs more than once. Rename one of them.")


def _read_parquet(raw: bytes, what: str) -> Table:
    from pyarrow import parquet

    try:
        reader = parquet.ParquetFile(pa.BufferReader(raw))
        _check_names(reader.schema_arrow.names, what)
        for field in reader.schema_arrow:
            if pa.types.is_nested(field.type):
                raise UnreadableFile(
                    f"{what}: column '{field.name}' holds {field.type}; lists and maps cannot be used."
                )
        table = reader.read()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"{what} is a damaged Parquet file.") from error
    return pa.table({field.name: _plain(table[field.name], field, what) for field in table.schema})


def _plain(column: Any, field: Any, what: str) -> Any:
    kind = field.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return column.cast(pa.float64())
    if pa.types.is_unsigned_integer(kind) and kind.bit_width == 64:
        return column.cast(pa.float64())
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_date(kind):
        return column.cast(pa.date32())
    if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind):
        return column
    if pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_string(kind):
        return column.cast(pa.string())
    if pa.types.is_time(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    raise UnreadableFile(f"{what}: column '{field.name}' holds {kind}, which cannot be used.")


def _read_csv(text: bytes, what: str) -> Table:
    from pyarrow import csv as arrow_csv

    # Universal newlines: the csv module takes no lone carriage returns.
    sample = io.StringIO(text[: 1 << 18].decode("utf-8", "ignore"), newline=None).getvalue()
    try:
        delimiter = _delimiter(sample)
        header = next((row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row), [])
        codes = _code_columns(sample, delimiter, header)
    except csv.Error as error:
        raise UnreadableFile(f"{what} is not a regular table: {error}.") from error
    header = [name.strip() for name in header]
    _check_names(header, what)
    if all(_is_number(name) for name in header):
        raise UnreadableFile(f"{what} seems to lack a header: its first row holds only numbers. Add column names.")
    parse = arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in text)
    convert = arrow_csv.ConvertOptions(
        null_values=_NULLS,
        strings_can_be_null=True,
        column_types=dict.fromkeys(codes, pa.string()),
        timestamp_parsers=[arrow_csv.ISO8601, "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"],
    )
    read = arrow_csv.ReadOptions(use_threads=False, column_names=header, skip_rows_after_names=1)
    try:
        table = arrow_csv.read_csv(pa.BufferReader(text), read, parse, convert)
    except pa.ArrowInvalid as error:
        raise UnreadableFile(f"{what} is not a regular table: {_explain(str(error))}") from error
    return pa.table({field.name: _plain(table[field.name], field, what) for field in table.schema})


def _explain(message: str) -> str:
    ragged = re.search(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+)", message)
    if ragged:
        row = f"row {ragged[1]}" if ragged[1] else "a row"
        return f"{row} has {ragged[3]} values where the header has {ragged[2]} columns. Mend that row."
    return message.split("\n")[0][:200]


def _delimiter(sample: str) -> str:
    """The delimiter that splits the first lines into the most columns, evenly."""
    lines = sample.splitlines()[:50]
    if len(lines) > 1 and len(sample) >= 1 << 17:
        lines = lines[:-1]
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        if (even, widths[0]) > best_score:
            best, best_score = delimiter, (even, widths[0])
    return best


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def _code_columns(sample: str, delimiter: str, header: list[str]) -> list[str]:
    """Columns whose values look like numbers with a leading zero (postal codes, item ids): they are text."""
    found: set[int] = set()
    rows = csv.reader(io.StringIO(sample), delimiter=delimiter)
    next(rows, None)
    for row in rows:
        for position, value in enumerate(row[: len(header)]):
            if len(value) > 1 and value[0] == "0" and value.isdigit():
                found.add(position)
    return [header[position].strip() for position in sorted(found)]


def strings(column: Any) -> Any:
    """Any column as strings, the way its values print in CSV: whole doubles without a fraction."""
    if pa.types.is_floating(column.type):
        values = arrow.floats(column)
        known = values[~np.isnan(values)]
        if (known == np.floor(known)).all() and (np.abs(known) < 2.0**53).all():
            column = column.cast(pa.int64())
    return column.cast(pa.string())
