"""Several files of one schema as one table."""

from collections.abc import Sequence
from typing import Any

from sealcanvas.jobs.task import TaskFailed


def one_table(parts: Sequence[tuple[str, bytes]]) -> Any:
    """The rows of all files, in order, as a pyarrow.Table with the first file's columns.

    Args:
        parts: names, for messages, and contents: CSV with a header, or Parquet.

    Raises:
        TaskFailed: the files have different columns.
        UnreadableFile: one of them is no table.
    """
    import pyarrow as pa

    from sealcanvas.ml.table import read_table, strings

    tables = [read_table(data, name) for name, data in parts]
    first = tables[0]
    for (name, _), table in zip(parts[1:], tables[1:], strict=True):
        if set(table.column_names) != set(first.column_names):
            odd = sorted(set(table.column_names) ^ set(first.column_names))[0]
            raise TaskFailed("ClientError", f"'{parts[0][0]}' and '{name}' differ in their columns: '{odd}'.")
    tables = [table.select(first.column_names) for table in tables]
    columns = {}
    for name in first.column_names:
        kinds = {table[name].type for table in tables}
        chunks = [table[name] for table in tables]
        if len(kinds) > 1:
            numeric = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds)
            chunks = [chunk.cast(pa.float64()) if numeric else strings(chunk) for chunk in chunks]
        columns[name] = pa.chunked_array([piece for chunk in chunks for piece in chunk.chunks], chunks[0].type)
    return pa.table(columns)
