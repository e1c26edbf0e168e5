"""Reads a dataset's files from S3, checks them against the schema, and keeps the rows as sealed Parquet."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import finite
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.series_files import Reading, read_rows
from sealcanvas.jobs.tasks.series_origin import with_origin
from sealcanvas.jobs.tasks.series_store import write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

Table = Any  # pyarrow.Table; pyarrow ships no type information


@task("series_import")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: files [{bucket, key}], format, columns [[name, type]], item, static, outputs (rows, statistics);

    timestamp_format (strptime's), time_zone: or None.
    """
    from sealcanvas.ml.table import to_parquet

    payload = context.payload
    table, files = read_rows(context, payload["files"], Reading.of(payload))
    if payload["static"]:
        _check_single(table, payload["item"])
    context.progress("Importing", 0.95)
    write_store(context, payload["outputs"]["rows"], to_parquet(with_origin(table, files)))
    statistics = json.dumps(finite(_values(table)), ensure_ascii=False).encode()
    write_store(context, payload["outputs"]["statistics"], statistics)
    return {"rows": table.num_rows, "bytes": sum(file["bytes"] for file in files), "fields": _counts(table)}


def _check_single(table: Table, item: str) -> None:
    import pyarrow.compute as pc

    more = table.num_rows - pc.count_distinct(table[item]).as_py()
    if more:
        raise TaskFailed(
            "ClientError", f"{more} rows name an item in '{item}' that has a row already. Give each one row."
        )


def _counts(table: Table) -> dict[str, dict[str, int]]:
    """Counts by column; never values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = {}
    for name in table.column_names:
        column = table[name]
        found[name] = {
            "Count": table.num_rows,
            "CountDistinct": pc.count_distinct(column).as_py(),
            "CountNull": column.null_count,
        }
        if pa.types.is_floating(column.type):
            found[name]["CountNan"] = pc.sum(pc.is_nan(column)).as_py() or 0
    return found


def _values(table: Table) -> dict[str, dict[str, Any]]:
    """The least and the greatest value of each column, as text; mean and standard deviation of numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[str, dict[str, Any]] = {}
    for name in table.column_names:
        column = table[name].drop_null()
        number = pa.types.is_floating(column.type)
        if number:
            column = column.filter(pc.invert(pc.is_nan(column)))
        if not len(column):
            continue
        ends = pc.min_max(column)
        found[name] = {"Min": _text(ends["min"]), "Max": _text(ends["max"])}
        if number:
            found[name] |= {"Avg": pc.mean(column).as_py(), "Stddev": pc.stddev(column).as_py()}
    return found


def _text(value: Any) -> str:
    import pyarrow as pa

    if pa.types.is_timestamp(value.type):
        return str(value.as_py().isoformat(timespec="seconds"))
    return str(value.as_py())[:256]
