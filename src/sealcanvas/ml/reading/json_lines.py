"""JSON lines: an object a line, its members the columns; values are read as CSV's would be."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.column_names import check_names
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.csv_rows import NULLS
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.rows import Rows, check_cells
from sealcanvas.ml.reading.text import TextSource

_HEAD = 16 << 20
_LONGEST_LINE = 8 << 20
_BATCH = 10_000
_BATCH_BYTES = 8 << 20


class JsonLinesRows(Rows):
    """The rows of one file; the columns are the members of the objects in its first 16 MiB."""

    typed = False

    def __init__(self, source: TextSource, what: str) -> None:
        self._what, self._source = what, source
        self._objects = _objects(source.blocks(), what)
        self._head: list[tuple[int, int, dict[str, Any]]] = []
        size, known = 0, dict[str, None]()
        for number, length, row in self._objects:
            self._head.append((number, length, row))
            known |= dict.fromkeys(row)
            size += length
            if size >= _HEAD:
                break
        if not self._head:
            raise UnreadableFile(f"{what} is empty.")
        self.names = list(known)
        check_names(self.names, what)

    @property
    def found(self) -> Found:
        """Its encoding."""
        text = self._source
        return Found("jsonl", text.gzip, text.found.encoding, warnings=text.warnings)

    def batches(self) -> Iterator[Any]:
        """Of 10,000 rows or some 8 MiB each."""
        rows: list[tuple[int, dict[str, Any]]] = []
        size, known = 0, set(self.names)
        head, self._head = self._head, []
        for part in (head, self._objects):
            for number, length, row in part:
                if not row.keys() <= known:
                    name = next(iter(row.keys() - known))
                    raise UnreadableFile(
                        f"{self._what}: row {number} has the member '{name}', which the rows before lack. Give the "
                        "first row every member; its value may be null."
                    )
                rows.append((number, row))
                size += length
                if len(rows) >= _BATCH or size >= _BATCH_BYTES:
                    yield self._batch(rows)
                    rows, size = [], 0
        if rows:
            yield self._batch(rows)

    def _batch(self, rows: list[tuple[int, dict[str, Any]]]) -> Any:
        columns = []
        for name in self.names:
            texts = [_text(row.get(name), name, number, self._what) for number, row in rows]
            known = arrow.mask_of([text is not None for text in texts])
            columns.append(arrow.keep(arrow.texts([text or "" for text in texts]), known))
        batch = pa.RecordBatch.from_arrays(columns, self.names)
        check_cells(batch, self._what, rows[0][0])
        return batch


def _text(value: Any, name: str, number: int, what: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise UnreadableFile(f"{what}: column '{name}' holds an object or array in row {number}. Flatten it.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UnreadableFile(f"{what}: column '{name}' holds half a character in row {number}.") from None
    return None if value in NULLS else str(value)


def _objects(blocks: Iterator[bytes], what: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Line numbers, lengths and objects; numbers as they are written."""
    for number, line in enumerate(_lines(blocks, what), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
        except (ValueError, RecursionError):
            raise UnreadableFile(f"{what}: row {number} is no JSON. Each row must be one JSON object.") from None
        if not isinstance(found, dict):
            raise UnreadableFile(f"{what}: row {number} is no JSON object. Each row must be one JSON object.")
        yield number, len(line), found


def _lines(blocks: Iterator[bytes], what: str) -> Iterator[bytes]:
    rest, number = b"", 0
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        number += len(lines)
        if len(rest) > _LONGEST_LINE:
            raise UnreadableFile(f"{what}: row {number + 1} has more than {_LONGEST_LINE >> 20} MiB. Shorten it.")
        yield from lines
    if rest:
        yield rest
