"""What every format is read as: names, and batches of rows in their order."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.python_csv import long_value

MAX_CELL = 1 << 20
"""Bytes of text that one value may have."""


class Rows(ABC):
    """One file, open.

    Attributes:
        names: its columns.
        typed: whether batches come in the file's own types; else all columns are texts as they were written,
            missing values null, whose types are found by `kinds.Kinds`.
    """

    names: list[str]
    typed: ClassVar[bool]

    @property
    @abstractmethod
    def found(self) -> Found:
        """How the file is read; all of it is known once all batches came."""

    @abstractmethod
    def batches(self) -> Iterator[Any]:
        """pyarrow.RecordBatches of a bounded size, of the columns `names`; to be asked for once.

        Raises:
            UnreadableFile: with the file, and the row and column where there are.
        """


def check_cells(batch: Any, what: str, row: int) -> None:
    """Raises UnreadableFile for a value that is too long; `row` is the number of the batch's first one."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if not pa.types.is_string(column.type) or column.nbytes <= MAX_CELL:
            continue
        sizes = pc.binary_length(column)
        if (pc.max(sizes).as_py() or 0) > MAX_CELL:
            place = pc.index(pc.fill_null(pc.greater(sizes, MAX_CELL), False), True).as_py()
            raise UnreadableFile(long_value(what, name, row + place, MAX_CELL))
