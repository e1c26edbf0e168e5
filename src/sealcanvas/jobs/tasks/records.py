"""Records to predict: with or without a header, in the order of the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.task import TaskFailed

_PARQUET_MAGIC = b"PAR1"
_DELIMITERS = ",;\t|"
_HEAD = 1 << 18


@dataclass(frozen=True)
class Records:
    """The records of one file.

    Attributes:
        table: a pyarrow.Table, one row a record.
        names: the file's own column names; empty for a file without a header.
        texts: the fields as the file has them, if they were to be kept; else empty.
    """

    table: Any
    names: Sequence[str]
    texts: Sequence[Sequence[str]]


def read_records(data: bytes, columns: Sequence[str], name: str, *, keep: bool) -> Records:
    """Read CSV or Parquet.

    A first line that names the model's columns (at least half of them, in any order, among others) is a header.
    Without one, the fields are the model's columns in their order, separated by commas.

    Args:
        columns: the columns that the model was trained on.
        name: of the file, for messages.
        keep: keep the fields' texts too.

    Raises:
        TaskFailed: a file without a header has another number of fields.
        UnreadableFile: it is no table.
    """
    from sealcanvas.ml.table import read_table
    from sealcanvas.ml.text_encoding import to_utf8

    if data[:4] == _PARQUET_MAGIC:
        return Records(read_table(data, name), (), ())
    text = to_utf8(data, name)
    delimiter = _header_delimiter(text, columns)
    if delimiter is not None:
        table = read_table(text, name)
        rows = _rows(text, delimiter)
        names = [field.strip() for field in next(rows)]
        return Records(table, names, _kept(rows, table, name) if keep else ())
    first = next(_rows(text, ","), [])
    if len(first) != len(columns):
        raise TaskFailed(
            "ClientError",
            f"'{name}' has no header and {len(first)} fields in its first record; the model needs {len(columns)}: "
            f"{', '.join(columns[:20])}{', …' if len(columns) > 20 else ''}.",
        )
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(columns)
    table = read_table(header.getvalue().encode() + text, name)
    return Records(table, (), _kept(_rows(text, ","), table, name) if keep else ())


def _header_delimiter(text: bytes, columns: Sequence[str]) -> str | None:
    head = text[:_HEAD].decode("utf-8", "ignore")
    known = set(columns)
    for delimiter in _DELIMITERS:
        first = next(csv.reader(io.StringIO(head), delimiter=delimiter), [])
        if 2 * len(known & {field.strip() for field in first}) >= len(known):
            return delimiter
    return None


def _rows(text: bytes, delimiter: str) -> Iterator[list[str]]:
    return (row for row in csv.reader(io.StringIO(text.decode(), newline=""), delimiter=delimiter) if row)


def _kept(rows: Iterator[list[str]], table: Any, name: str) -> list[list[str]]:
    kept = list(rows)
    if len(kept) != table.num_rows:
        raise TaskFailed("ClientError", f"'{name}' has lines that are no records; it cannot be joined line by line.")
    return kept
