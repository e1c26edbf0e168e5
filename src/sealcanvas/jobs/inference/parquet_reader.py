"""Records of a Parquet file (*ours*), their columns found by name."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sealcanvas.jobs.inference.records import Records

if TYPE_CHECKING:
    from sealcanvas.ml.reading import Source


class ParquetReader:
    """Reads one file as one batch."""

    names: Sequence[str] = ()

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, batch: bytes) -> Records | None:
        """All records."""
        from sealcanvas.ml.table import read_table

        return Records(read_table(batch, self._name))


def parquet_records(source: "Source") -> Iterator[Records]:
    """The records of a file that is read by ranges, a batch at a time, in flat memory.

    Raises:
        UnreadableFile: it is damaged, or no Parquet file.
    """
    from sealcanvas.ml.reading import Kinds, Options, giving_back, open_rows

    rows = open_rows(source, Options(form="parquet"))
    for batch in giving_back(rows.batches()):
        kinds = Kinds(rows.names)
        kinds.see(batch, typed=True)
        if batch.num_rows:
            yield Records(kinds.table(batch))
