"""A dataset group's rows as a worker has them: every import's sealed file opened, one table a type."""

import io
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.tasks.series_origin import origin_of, with_origin
from sealcanvas.jobs.tasks.series_store import read_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

Table = Any  # pyarrow.Table; pyarrow ships no type information


def read_inputs(
    context: "TaskContext", inputs: dict[str, list[dict[str, str]]] | None, config: dict[str, Any]
) -> dict[str, Table]:
    """The tables by "history", "related" and "metadata", as far as there are inputs of each.

    Where imports tell of the same item (of metadata) or of the same item and time (of related series), the newest wins.
    Rows of the history are all kept: those that fall into one period are combined as the predictor was asked to.

    Args:
        inputs: store files by word, oldest import first.
        config: the predictor's, in `ml.series.SeriesConfig`'s names.

    Raises:
        KeyRefused: KMS refused Decrypt.
    """
    import pyarrow as pa
    from pyarrow import parquet

    found = {}
    for word, places in (inputs or {}).items():
        tables = [parquet.read_table(io.BytesIO(read_store(context, place))) for place in places]
        table = with_origin(pa.concat_tables(tables), origin_of(tables))
        if len(tables) > 1 and word != "history":
            keys = [config["item"], *config["groups"], config["timestamp"]]
            table = _newest(table, [key for key in keys if key in table.column_names])
        found[word] = table
    return found


def _newest(table: Table, keys: list[str]) -> Table:
    """The last row of each key."""
    import pyarrow as pa

    numbered = table.append_column("\x00row", pa.array(range(table.num_rows)))
    last = numbered.group_by(keys).aggregate([("\x00row", "max")])
    return table.take(last["\x00row_max"].combine_chunks().sort())
