"""One JSON document of many records, record by record, in memory that holds a batch."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sealcanvas.jobs.task import TaskFailed

_HEAD = 1 << 16
_TAIL = 1 << 20
_BEGIN = re.compile(r'\s*(?P<object>\{\s*"instances"\s*:\s*)?\[\s*(?=[\[{])')
_NEXT = re.compile(r"\s*([,\]])\s*")
_DECODER = json.JSONDecoder()


class JsonArray:
    """A document, begun: `[record, …]` or `{"instances": [record, …], …}`, or something else.

    Args:
        blocks: its UTF-8 text.
        columns: of the model; an object that has them all is a record itself.
        most: bytes that one record may have.
        name: of the file, for messages.

    Attributes:
        many: whether it is of many records; else it is `rest`'s to give.
    """

    def __init__(self, blocks: Iterable[bytes], columns: Sequence[str], most: int, name: str) -> None:
        self._blocks, self._columns, self._most, self._name = iter(blocks), columns, most, name
        self._left = b""
        self._text = ""
        self._place = self._count = 0
        while len(self._text) < _HEAD and self._more():
            pass
        found = _BEGIN.match(self._text)
        self.many = found is not None and "instances" not in columns
        self._object = found is not None and bool(found["object"])
        if found is not None and self.many:
            self._place = found.end()

    def rest(self, hold: Callable[[int], None]) -> bytes:
        """The whole document; `hold` is told its length as it grows, and raises where that is too much."""
        pieces, length = [self._text.encode() + self._left], 0
        for block in self._blocks:
            pieces.append(block)
            length += len(block)
            hold(length + len(pieces[0]))
        hold(length + len(pieces[0]))
        return b"".join(pieces)

    def batches(self, size: int) -> Iterator[list[Any]]:
        """The records, decoded, in batches of about `size` characters.

        Raises:
            TaskFailed: it is no JSON document, or a record is too large.
        """
        batch: list[Any] = []
        held, ended = 0, False
        while not ended:
            record, length, ended = self._record()
            if batch and held + length > size:
                yield batch
                batch, held = [], 0
            batch.append(record)
            held += length
        yield batch
        self._end()

    def _record(self) -> tuple[Any, int, bool]:
        """A record, its length, and whether it is the last."""
        self._count += 1
        while True:
            try:
                record, end = _DECODER.raw_decode(self._text, self._place)
                after = _NEXT.match(self._text, end)
            except (ValueError, RecursionError):
                after = None
            if after is not None:
                length, self._place = end - self._place, after.end()
                return record, length, after[1] == "]"
            self._grow()

    def _grow(self) -> None:
        """As much text again as there is of the record, so that one of any length is decoded a few times only."""
        self._text, self._place = self._text[self._place :], 0
        if len(self._text) > self._most:
            raise TaskFailed(
                "ClientError",
                f"Record {self._count} of '{self._name}' has more than {self._most >> 20} MB, or is no JSON.",
            )
        wanted = 2 * len(self._text)
        if not self._more():
            raise self._no_json()
        while len(self._text) < wanted and self._more():
            pass

    def _end(self) -> None:
        """Nothing but what belongs to the document comes behind the array."""
        self._text, self._place = self._text[self._place :], 0
        while len(self._text) <= _TAIL and self._more():
            pass
        text = self._text.strip()
        if not self._object:
            sound = not text
        else:
            try:
                others = json.loads(f'{{"":0{text}') if len(text) <= _TAIL else None
            except (ValueError, RecursionError):
                others = None
            sound = isinstance(others, dict) and "instances" not in others and not others.keys() >= set(self._columns)
        if not sound:
            raise self._no_json()

    def _more(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        block = self._left + block
        whole = _whole_characters(block)
        self._text += block[:whole].decode()
        self._left = block[whole:]
        return True

    def _no_json(self) -> TaskFailed:
        return TaskFailed(
            "ClientError", f"'{self._name}' is no JSON document: it ends or breaks off in record {self._count}."
        )


def _whole_characters(block: bytes) -> int:
    """How many bytes of UTF-8 text end with a whole character."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte & 0xC0 != 0x80:
            width = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) if back >= width else len(block) - back
    return len(block)
