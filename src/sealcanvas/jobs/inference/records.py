"""Records to predict: what they are made of is the same whichever form they come in."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sealcanvas.jobs.inference.json_path import JsonPath
from sealcanvas.jobs.inference.media import Form, Media
from sealcanvas.jobs.task import TaskFailed


@dataclass(frozen=True)
class Records:
    """The records of one batch.

    Attributes:
        table: a pyarrow.Table, one row a record; of texts, as types found in a few records are not those of training,
            but for Parquet.
        kept: the rows or JSON documents as they came, if they were to be kept; else empty.
        counts: for JSON documents, how many of the rows each is; None where it is one record itself.
    """

    table: Any
    kept: Sequence[Any] = ()
    counts: Sequence[int | None] = ()


class Reader(Protocol):
    """Reads one file, a batch of whole records at a time.

    Attributes:
        names: the file's own column names, once known; empty where it has none.
    """

    names: Sequence[str]

    def read(self, batch: bytes) -> Records | None:
        """The records of the next batch; None where it has none (a header alone).

        Raises:
            TaskFailed, MLError: they are not what the model needs.
        """
        ...


def reader_of(media: Media, columns: Sequence[str], name: str, *, lines: bool, path: JsonPath, keep: bool) -> Reader:
    """The reader of a file.

    Args:
        columns: the columns that the model was trained on, in their order.
        name: of the file, for messages.
        lines: each line is a record, also where the form is JSON.
        path: which part of each record the model is to get.
        keep: keep the records as they came.
    """
    from sealcanvas.jobs.inference.csv_reader import CsvReader
    from sealcanvas.jobs.inference.json_reader import JsonReader
    from sealcanvas.jobs.inference.parquet_reader import ParquetReader

    if media.form is Form.CSV:
        return CsvReader(columns, name, header=media.header, path=path, keep=keep)
    if media.form is Form.PARQUET:
        return ParquetReader(name)
    return JsonReader(columns, name, lines=lines or media.by_line, path=path, keep=keep)


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str]], name: str, *, texts: bool = False) -> Any:
    """A pyarrow.Table of texts; its types are found as for any CSV file, unless it is to stay `texts`."""
    from sealcanvas.ml.table import read_table

    sink = io.StringIO(newline="")
    # Quoted throughout: a row of one empty field would else be an empty line, which is no row.
    writer = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows(rows)
    return read_table(sink.getvalue().encode(), name, texts=texts)


def check_width(fields: int, columns: Sequence[str], name: str, number: int) -> None:
    """Raises TaskFailed where a record without names has another number of fields than the model has columns."""
    if fields != len(columns):
        raise TaskFailed(
            "ClientError",
            f"'{name}' has no header and {fields} fields in its record {number}; the model needs {len(columns)}: "
            f"{', '.join(columns[:20])}{', …' if len(columns) > 20 else ''}.",
        )


def part_missing(path: JsonPath, name: str, number: int) -> TaskFailed:
    """A record lacks what the filter names."""
    return TaskFailed("ClientError", f"Record {number} of '{name}' has nothing at {path.text}.")
