"""What an import reads, as it passes: a file that is copied, rows that are written anew, a table that was read."""

from collections.abc import Callable, Iterator
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.tasks.one_pass import OnePass
from sealcanvas.jobs.tasks.s3_files import InputFile
from sealcanvas.jobs.tasks.staged_output import StagedFile


class NamedSource(OnePass):
    """A file under the name that its owner knows; its bytes are copied to `sink` the first time they pass."""

    def __init__(self, context: TaskContext, file: InputFile) -> None:
        super().__init__(context, file)
        self.name = file.name
        self.sink: StagedFile | None = None

    def blocks(self) -> Iterator[bytes]:
        """Its bytes."""
        sink, self.sink = self.sink, None
        for block in super().blocks():
            if sink is not None:
                sink.write(block)
            yield block


class WrittenRows:
    """Rows that are written as plain CSV as they pass."""

    typed = False

    def __init__(self, rows: Any, write: Callable[[bytes], None]) -> None:
        self.names: list[str] = rows.names
        self._rows, self._write = rows, write

    def batches(self) -> Iterator[Any]:
        """Those of the file."""
        import pyarrow as pa

        from sealcanvas.ml.table import to_csv

        for number, batch in enumerate(self._rows.batches()):
            self._write(to_csv(pa.Table.from_batches([batch]), header=number == 0))
            yield batch


class TableRows:
    """A table that was read, as rows."""

    typed = True

    def __init__(self, table: Any) -> None:
        self.names: list[str] = table.column_names
        self._table = table

    def batches(self) -> Iterator[Any]:
        """Some ten thousand rows each."""
        yield from self._table.to_batches(max_chunksize=1 << 16)
