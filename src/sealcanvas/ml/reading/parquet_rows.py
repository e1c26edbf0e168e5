"""Parquet, a batch at a time, however much a few of its bytes stand for."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.column_names import check_names
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.rows import Rows, check_cells
from sealcanvas.ml.reading.source import Source
from sealcanvas.ml.table_types import plain, plain_type

MAGIC = b"PAR1"
# Run lengths make a file of a few bytes stand for any number of rows.
_MOST_CELLS = 1 << 33
_BATCH_CELLS = 1 << 20
_BATCH_TEXT = 32 << 20
_FEW = 256


class ParquetRows(Rows):
    """The rows of one file, in plain types."""

    typed = True

    def __init__(self, source: Source, what: str) -> None:
        from pyarrow import parquet

        self._what = what
        self._file = _Seekable(source)
        try:
            first = parquet.ParquetFile(self._open())
            schema, metadata = first.schema_arrow, first.metadata
            self.names = list(schema.names)
            check_names(self.names, what)
            for field in schema:
                if pa.types.is_nested(field.type):
                    raise UnreadableFile(
                        f"{what}: column '{field.name}' holds {field.type}; lists and maps cannot be used."
                    )
                if plain_type(field.type) is None:
                    raise UnreadableFile(f"{what}: column '{field.name}' holds {field.type}, which cannot be used.")
            rows, width = metadata.num_rows, metadata.num_columns
            if rows * width > _MOST_CELLS:
                raise UnreadableFile(f"{what} has {rows:,} rows of {width:,} columns, more than can be read.")
            texts = [field.name for field in schema if _is_text(field.type)]
            shared = _shared(metadata)
            # Values that share beginnings cannot be read as a dictionary: they are looked at a few at a time.
            self._size = _FEW if set(texts) & shared else max(_FEW, min(1 << 16, _BATCH_CELLS // max(width, 1)))
            self._reader = parquet.ParquetFile(
                self._open(),
                read_dictionary=[name for name in texts if name not in shared],
                buffer_size=1 << 20,
                pre_buffer=False,  # it would fetch every row group before the first row
            )
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(f"{what} is a damaged Parquet file.") from error

    @property
    def found(self) -> Found:
        """A Parquet file, no more."""
        return Found("parquet")

    def batches(self) -> Iterator[Any]:
        """Of at most 65,536 rows and some 32 MiB of text each."""
        row = 1
        try:
            for batch in self._reader.iter_batches(batch_size=self._size, use_threads=False):
                for part in _parts(batch):
                    columns = [
                        plain(column, name, self._what) for name, column in zip(self.names, part.columns, strict=True)
                    ]
                    made = pa.RecordBatch.from_arrays(columns, self.names)
                    check_cells(made, self._what, row)
                    row += made.num_rows
                    yield made
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(f"{self._what} is a damaged Parquet file.") from error

    def _open(self) -> Any:
        return pa.PythonFile(self._file, mode="r")


def _parts(batch: Any) -> Iterator[Any]:
    """The batch cut so that the texts of each part have bounded length once they are no dictionary any more."""
    lengths = np.zeros(batch.num_rows)
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            sizes = pc.cast(pc.binary_length(column.dictionary), pa.int64())
            lengths += np.nan_to_num(arrow.floats(pc.take(sizes, column.indices)))
    places = (np.cumsum(lengths) // _BATCH_TEXT).astype(np.int64)
    starts = [0, *(np.flatnonzero(np.diff(places)) + 1).tolist(), batch.num_rows]
    for start, end in pairwise(starts):
        if end > start:
            yield batch.slice(start, end - start)


def _shared(metadata: Any) -> set[str]:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return {
        group.column(index).path_in_schema
        for group in groups
        for index in range(group.num_columns)
        if any(each.startswith("DELTA") for each in group.column(index).encodings)
    }


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


class _Seekable:
    """A source as Arrow reads a file that it may jump about in."""

    closed = False

    def __init__(self, source: Source) -> None:
        self._source, self._place = source, 0

    def read(self, length: int = -1) -> bytes:
        """From where it stands."""
        left = self._source.size - self._place
        data = self._source.read_at(self._place, left if length < 0 else min(length, left))
        self._place += len(data)
        return data

    def seek(self, place: int, whence: int = 0) -> int:
        """As files do."""
        self._place = place + (0, self._place, self._source.size)[whence]
        return self._place

    def tell(self) -> int:
        """Where it stands."""
        return self._place

    def size(self) -> int:
        """Of the whole file."""
        return self._source.size

    def close(self) -> None:
        """Nothing is open."""
