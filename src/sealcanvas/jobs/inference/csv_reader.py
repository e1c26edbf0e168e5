"""Records of a CSV file, with or without a header."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from sealcanvas.jobs.inference.json_path import JsonPath, NotThere
from sealcanvas.jobs.inference.records import Records, check_width, part_missing, table_of
from sealcanvas.jobs.task import TaskFailed

_DELIMITERS = ",;\t|"
_HEAD = 1 << 18
_LONGEST_FIELD = 100 << 20


class CsvReader:
    """Reads batches of one file.

    Its first line is a header if it names at least half of the model's columns, in any order and among others, behind
    the filter; or by the content type's word. Columns are then found by name. Without one, the fields are the model's
    columns in their order, separated by commas.
    """

    def __init__(self, columns: Sequence[str], name: str, *, header: bool | None, path: JsonPath, keep: bool) -> None:
        self._columns, self._name, self._path, self._keep = columns, name, path, keep
        self._header = header
        self._delimiter = ","
        self._encoding: str | None = None
        self._begun = False
        self._seen = 0
        self.names: Sequence[str] = ()
        csv.field_size_limit(_LONGEST_FIELD)

    def read(self, batch: bytes) -> Records | None:
        """The records of the next batch."""
        from sealcanvas.ml.mixed_encoding import refuse_mixed
        from sealcanvas.ml.text_encoding import encoding_of, to_utf8

        # The first batch beyond ASCII settles it for the file; a zero tells of UTF-16, which comes in one batch.
        if self._encoding is None and not batch.isascii() and 0 not in batch:
            self._encoding = encoding_of(batch)
            if self._encoding in ("cp932", "cp1252"):
                refuse_mixed(batch, self._encoding, f"'{self._name}'")
        text = to_utf8(batch, self._name, self._encoding)
        first, self._begun = not self._begun, True
        if first:
            self._begin(text)
        try:
            records = self._read(text, has_header=first and bool(self.names))
        except csv.Error as error:
            raise TaskFailed("ClientError", f"'{self._name}' is not a regular table: {error}.") from None
        if records is not None:
            self._seen += records.table.num_rows
        return records

    def _begin(self, text: bytes) -> None:
        head = text[:_HEAD].decode("utf-8", "ignore")
        known = set(self._columns)
        for delimiter in _DELIMITERS if self._header is not False else ():
            row = next(csv.reader(io.StringIO(head), delimiter=delimiter), [])
            names = [field.strip() for field in row]
            if 2 * len(known & set(self._taken(names) or ())) >= len(known):
                self.names, self._delimiter = names, delimiter
                return
        if self._header:
            self.names = [field.strip() for field in next(csv.reader(io.StringIO(head)), [])]

    def _read(self, text: bytes, *, has_header: bool) -> Records | None:
        if self._path.whole and not self._keep:
            return self._whole(text, has_header=has_header)
        rows = list(self._rows(text))[1 if has_header else 0 :]
        if not rows:
            return None
        if self._path.whole:
            records = self._whole(text, has_header=has_header)
            if records is None or len(rows) != records.table.num_rows:
                raise TaskFailed(
                    "ClientError", f"'{self._name}' has lines that are no records; it cannot be joined line by line."
                )
            return Records(records.table, rows)
        names = (self._taken(self.names) or ()) if self.names else self._columns
        taken = [self._part(row, number) for number, row in enumerate(rows, self._seen + 1)]
        for number, fields in enumerate(taken, self._seen + 1):
            if len(fields) != len(names):
                check_width(len(fields), names, self._name, number)
        return Records(table_of(names, taken, self._name, texts=True), rows if self._keep else ())

    def _whole(self, text: bytes, *, has_header: bool) -> Records | None:
        from sealcanvas.ml.table import read_table

        if has_header:
            rows = self._rows(text)
            next(rows)
            return Records(read_table(text, self._name, texts=True)) if next(rows, None) is not None else None
        first = next(self._rows(text), None)
        if first is None:
            return None
        if not self.names:
            check_width(len(first), self._columns, self._name, self._seen + 1)
        header = io.StringIO()
        writer = csv.writer(header, lineterminator="\n", delimiter=self._delimiter)
        writer.writerow(self.names or self._columns)
        return Records(read_table(header.getvalue().encode() + text, self._name, texts=True))

    def _rows(self, text: bytes) -> Iterator[list[str]]:
        return (row for row in csv.reader(io.StringIO(text.decode(), newline=""), delimiter=self._delimiter) if row)

    def _part(self, row: list[str], number: int) -> list[Any]:
        taken = self._taken(row)
        if taken is None:
            raise part_missing(self._path, self._name, number)
        return taken

    def _taken(self, row: Sequence[str]) -> list[str] | None:
        try:
            return self._path.of_row(row)
        except NotThere:
            return None
