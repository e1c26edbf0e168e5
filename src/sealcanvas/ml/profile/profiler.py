"""A table's profile in one pass over its batches, in memory that does not grow with the rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from sealcanvas.ml.profile.column import ColumnSeen
from sealcanvas.ml.profile.correlation import correlations
from sealcanvas.ml.profile.figures import TableProfile
from sealcanvas.ml.reading.kinds import Kinds
from sealcanvas.ml.reading.sample import Sample

_SAMPLE_ROWS, _SAMPLE_BYTES = 20_000, 32 << 20
_PART = 1 << 16


class Profiler:
    """Sees a file's batches (`reading.Rows`).

    Attributes:
        kinds: the columns' Arrow types as they are found.
        rows: seen so far.
    """

    def __init__(self, names: Sequence[str], *, typed: bool, seed: int = 0) -> None:
        self.kinds = Kinds(names)
        self._typed = typed
        self._columns = {name: ColumnSeen(name) for name in names}
        self._sample = Sample(_SAMPLE_BYTES, _SAMPLE_ROWS, seed=seed)

    @property
    def rows(self) -> int:
        """Seen so far."""
        return self._sample.seen

    def see(self, batch: Any) -> None:
        """A batch of all columns."""
        self.kinds.see(batch, typed=self._typed)
        self._sample.add(batch)
        for name, column in self._columns.items():
            column.see(batch.column(name))

    def sample(self) -> Any:
        """Some ten thousand rows, evenly drawn, as a table of the final types."""
        kept = pa.Table.from_batches(self._sample.batches()).combine_chunks()
        return self.kinds.table(kept)

    def profile(self, target: str | None = None) -> TableProfile:
        """What was seen; `target`: a column with which the others' correlation is told."""
        if not self.rows:
            return TableProfile(0, [])
        drawn = self.sample()
        columns = [column.profile(drawn[name]) for name, column in self._columns.items()]
        if target in self._columns:
            told = correlations(drawn, target)
            columns = [replace(column, correlation=told.get(column.name)) for column in columns]
        return TableProfile(self.rows, columns)


def profile(table: Any, target: str | None = None) -> TableProfile:
    """Profile every column of a pyarrow.Table; imports no learning library."""
    seen = Profiler(table.column_names, typed=True)
    for batch in table.to_batches(max_chunksize=_PART):
        seen.see(batch)
    return seen.profile(target)
