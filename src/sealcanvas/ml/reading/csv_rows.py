"""CSV in any dialect, read by Arrow in batches of texts, and told what is wrong with it by row and column."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.dialect import find_dialect, told
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.python_csv import open_quote, too_long
from sealcanvas.ml.reading.rows import MAX_CELL, Rows, check_cells
from sealcanvas.ml.reading.text import TextSource

NULLS = ["", "NA", "N/A", "#N/A", "n/a", "<NA>", "NULL", "null", "NaN", "nan", "-NaN", "-nan", "#NA"]
_HEAD = 1 << 18
# A record must fit into what Arrow parses at once.
_BLOCK = 8 << 20


class CsvRows(Rows):
    """The rows of one CSV file."""

    typed = False

    def __init__(self, source: TextSource, options: Options, what: str) -> None:
        blocks = source.blocks()
        head, size = [], 0
        while size < _HEAD and (block := next(blocks, None)) is not None:
            head.append(block)
            size += len(block)
        begins = b"".join(head)
        if not begins.strip():
            raise UnreadableFile(f"{what} is empty.")
        self._dialect = find_dialect(begins[:_HEAD], options, what, whole=size < _HEAD)
        self._source, self._what = source, what
        self._file = _File(chain([begins], blocks), self._dialect.quote)
        self.names = self._dialect.names

    @property
    def found(self) -> Found:
        """Its dialect and encoding."""
        text, dialect = self._source, self._dialect
        return Found(
            "csv",
            text.gzip,
            text.found.encoding,
            dialect.delimiter,
            dialect.quote,
            dialect.header,
            warnings=text.warnings,
        )

    def batches(self) -> Iterator[Any]:
        """Of some 8 MiB of text each; once."""
        dialect, file, row = self._dialect, self._file, 1 + self._dialect.header
        try:
            for batch in self._arrow():
                check_cells(batch, self._what, row)
                row += batch.num_rows
                yield batch
        except pa.ArrowInvalid as error:
            if file.quotes % 2:
                self._check_quotes()
            if "straddl" in str(error):
                longest = too_long(
                    self._source.blocks(),
                    told(dialect.delimiter, dialect.quote),
                    self.names,
                    MAX_CELL,
                    _BLOCK,
                    self._what,
                )
                raise longest from error
            raise UnreadableFile(f"{self._what} is not a regular table: {_explain(str(error))}") from error
        if file.quotes % 2:
            self._check_quotes()

    def _arrow(self) -> Iterator[Any]:
        from pyarrow import csv

        dialect = self._dialect
        read = csv.ReadOptions(
            use_threads=False,
            column_names=self.names,
            skip_rows_after_names=int(dialect.header),
            block_size=_BLOCK,
        )
        parse = csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            newlines_in_values=bool(dialect.quote),
        )
        convert = csv.ConvertOptions(
            null_values=NULLS, strings_can_be_null=True, column_types=dict.fromkeys(self.names, pa.string())
        )
        try:
            reader = csv.open_csv(pa.PythonFile(self._file, mode="r"), read, parse, convert)
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise
        yield from reader

    def _check_quotes(self) -> None:
        found = open_quote(self._source.blocks(), told(self._dialect.delimiter, self._dialect.quote), self._what)
        if found is not None:
            raise found


class _File:
    """Blocks as Arrow reads a file; counts the quotes on the way."""

    closed = False

    def __init__(self, blocks: Iterator[bytes], quote: str) -> None:
        self._blocks, self._quote = blocks, quote.encode()
        self._rest = memoryview(b"")
        self.quotes = 0

    def read(self, length: int = -1) -> bytes:
        pieces, size = [], 0
        while length < 0 or size < length:
            if not self._rest:
                block = next(self._blocks, None)
                if block is None:
                    break
                self.quotes += block.count(self._quote) if self._quote else 0
                self._rest = memoryview(block)
            piece = self._rest if length < 0 else self._rest[: length - size]
            pieces.append(piece)
            size += len(piece)
            self._rest = self._rest[len(piece) :]
        return b"".join(pieces)

    def close(self) -> None:
        """Nothing is open."""


def _explain(message: str) -> str:
    ragged = re.search(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+)", message)
    if ragged:
        row = f"row {ragged[1]}" if ragged[1] else "a row"
        return f"{row} has {ragged[3]} values where the header has {ragged[2]} columns. Mend that row."
    # Arrow quotes values of the data, which messages must not hold.
    column = re.match(r"In CSV column #(\d+)", message)
    return f"the values of column {int(column[1]) + 1} cannot be read." if column else "it cannot be parsed as CSV."
