"""Bytes to tables and back."""

from typing import Any, BinaryIO

import pyarrow as pa

from sealcanvas.ml.reading import MemorySource, Options, read_whole
from sealcanvas.ml.reading.rows import MAX_CELL
from sealcanvas.ml.table_types import strings

__all__ = ["MAX_CELL", "Table", "read_table", "strings", "to_csv", "to_parquet"]

Table = Any  # pyarrow.Table; pyarrow ships no type information


def read_table(data: bytes | BinaryIO, name: str = "", *, texts: bool = False, options: Options | None = None) -> Table:
    """Read CSV, JSON lines, Parquet or XLSX, found out by its bytes, into a pyarrow.Table.

    `name` is used in messages, and tells JSON lines. `texts`: leave all columns of CSV as they are written. Else
    columns come as int64, double, bool, date32, timestamp or string; numbers written with leading zeros (codes) and
    times of day stay strings. Raises UnreadableFile when the bytes are empty, binary, ragged, lack a header, have
    empty or duplicate column names, more than 1,000 columns or a value of more than 1 MiB.
    """
    raw = data if isinstance(data, bytes) else data.read()
    return read_whole([MemorySource(raw, name)], options, texts=texts).table


def to_csv(table: Table, *, header: bool = True) -> bytes:
    """UTF-8 CSV, with a header unless told otherwise, quoted only where needed; missing values are empty."""
    from pyarrow import csv as arrow_csv

    for style in ("none", "needed"):
        sink = pa.BufferOutputStream()
        options = arrow_csv.WriteOptions(include_header=header, quoting_style=style, quoting_header=style)
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
