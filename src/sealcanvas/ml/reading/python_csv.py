"""Python's own CSV reader, slow but exact: it tells where in a file something is wrong."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sealcanvas.ml.errors import UnreadableFile


@contextmanager
def any_field() -> Iterator[None]:
    """Lift the csv module's own bound of 128 KiB for a field, which holds for the whole process."""
    before = csv.field_size_limit(1 << 30)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def open_quote(blocks: Iterator[bytes], dialect: type[csv.Dialect], what: str) -> UnreadableFile | None:
    """A value whose quote never ends, and would swallow all rows behind it."""
    begins = 0
    with any_field():
        reader = csv.reader(_lines(blocks), dialect, strict=True)
        try:
            for _ in reader:
                begins = reader.line_num
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                return UnreadableFile(
                    f"{what}: a quote is opened in or after line {begins + 1} and never closed. Close or remove it."
                )
    return None


def too_long(
    blocks: Iterator[bytes], dialect: type[csv.Dialect], names: list[str], longest: int, most: int, what: str
) -> UnreadableFile:
    """Where the value of more than `longest` bytes, or the row of more than `most`, is."""
    with any_field(), suppress(csv.Error):
        reader = csv.reader(_lines(blocks), dialect)
        for number, row in enumerate(reader, 1):
            for place, value in enumerate(row):
                if len(value.encode()) > longest:
                    column = names[place] if place < len(names) else str(place + 1)
                    return UnreadableFile(long_value(what, column, number, longest))
    return UnreadableFile(f"{what} holds a row of more than {most >> 20} MiB. Shorten its values.")


def long_value(what: str, column: str, row: int, longest: int) -> str:
    """The sentence about a value that is too long."""
    return f"{what}: column '{column}' holds a value of more than {longest >> 20} MiB in row {row}. Shorten it."


def _lines(blocks: Iterator[bytes]) -> Iterator[str]:
    return io.TextIOWrapper(io.BufferedReader(_Raw(blocks)), "utf-8", "replace", newline=None)


class _Raw(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
