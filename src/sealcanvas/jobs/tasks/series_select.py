"""Reads the file that names the series to work on, and keeps the names in Forecast's sealed store."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.series_files import Reading, read_rows
from sealcanvas.jobs.tasks.series_store import read_store, write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


@task("series_select")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: files [{bucket, key}], format, columns [[name, type]], outputs (selection)."""
    payload = context.payload
    table, _ = read_rows(context, payload["files"], Reading.of(payload))
    content = {name: table[name].to_pylist() for name in table.column_names}
    data = json.dumps(content, ensure_ascii=False).encode()
    write_store(context, payload["outputs"]["selection"], data)
    return {"series": table.num_rows}


def read_selection(context: "TaskContext", told: dict[str, Any] | None) -> Any:
    """The named series as a table of the columns that identify one; None for all.

    Args:
        told: {"store": a store file that `series_select` wrote}, or what a worker must know to read files in S3.

    Raises:
        KeyRefused, TaskFailed: as for `read_store` and `read_rows`.
    """
    import pyarrow as pa

    if told is None:
        return None
    if "store" in told:
        return pa.table(json.loads(read_store(context, told["store"])))
    table, _ = read_rows(context, told["files"], Reading.of(told))
    return table
