"""Files of one schema as one table: all their rows, or a sample that fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.giving_back import giving_back
from sealcanvas.ml.reading.kinds import Kinds
from sealcanvas.ml.reading.open_rows import open_rows
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.rows import Rows
from sealcanvas.ml.reading.sample import Sample
from sealcanvas.ml.reading.source import Source, called

_LEAST = 512 << 20
_MOST_EXPANSION = 64


@dataclass(frozen=True)
class Whole:
    """What was read.

    Attributes:
        table: a pyarrow.Table, with types found over all rows of all files, those that are not kept included.
        rows: how many rows the files have; more than the table where it is a sample.
        found: how the first file was read.
    """

    table: Any
    rows: int
    found: Found


def read_whole(
    sources: Sequence[Source],
    options: Options | None = None,
    *,
    sample: Sample | None = None,
    texts: bool = False,
    check: Callable[[], None] = lambda: None,
) -> Whole:
    """Read files of the same columns, in order.

    Args:
        sample: keeps what fits; without one all rows are kept, which must not be far more than the files' size.
        texts: leave the columns of CSV, XLSX and JSON lines as they are written.
        check: called for every batch; what it raises ends the reading.

    Raises:
        UnreadableFile: one of them is no table, or has other columns than the first.
    """
    kept = Sample() if sample is None else sample
    most = max(_LEAST, _MOST_EXPANSION * sum(source.size for source in sources))
    kinds: Kinds | None = None
    names: list[str] = []
    first: Rows | None = None
    for source in sources:
        rows = open_rows(source, options)
        first = first or rows
        if kinds is None:
            names = rows.names
            kinds = Kinds(names)
        elif set(rows.names) != set(names):
            odd = sorted(set(rows.names) ^ set(names))[0]
            raise UnreadableFile(f"{called(sources[0])} and {called(source)} differ in their columns: '{odd}'.")
        before, size = kept.seen, 0
        for batch in giving_back(rows.batches()):
            check()
            size += batch.nbytes
            if sample is None and size > most:
                raise UnreadableFile(
                    f"{called(source)} holds more text than can be read at once: far more than the file's own size."
                )
            if not (texts and not rows.typed):
                kinds.see(batch, typed=rows.typed)
            kept.add(batch if batch.schema.names == names else batch.select(names))
        if kept.seen == before:
            raise UnreadableFile(f"{called(source)} has column names but no rows.")
    if kinds is None or first is None:
        raise UnreadableFile("There is no file to read.")
    whole = Whole(_table(kinds, names, kept.batches(), texts=texts), kept.seen, first.found)
    pa.default_memory_pool().release_unused()
    return whole


def _table(kinds: Kinds, names: list[str], batches: list[Any], *, texts: bool) -> Any:
    if texts:
        return pa.Table.from_batches(batches)
    types = kinds.types()
    chunks = {name: [kinds.convert(name, batch.column(name)) for batch in batches] for name in names}
    return pa.table({name: pa.chunked_array(chunks[name], types[name]) for name in names})
