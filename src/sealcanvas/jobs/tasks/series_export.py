"""Writes what Forecast holds to S3 as CSV or Parquet, under the customer's key: all files of a job, or none."""

import csv
import io
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.s3_files import Output, check_writable
from sealcanvas.jobs.tasks.series_tables import Rows, tables_of

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

_TYPES = {"CSV": "text/csv", "PARQUET": "application/vnd.apache.parquet"}


@task("series_export")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: content (kind, and the store files that it needs), bucket, files {word: key}, format;

    kms_key (None: the bucket's default).
    """
    payload = context.payload
    context.progress("Exporting", 0.0)
    folder = next(iter(payload["files"].values())).rpartition("/")[0]
    check_writable(context, f"s3://{payload['bucket']}/{folder}", payload["kms_key"])
    tables = tables_of(context, payload["content"])
    context.progress("Exporting", 0.5)
    written = 0
    with Output(context, payload["kms_key"]) as output:
        for word, key in payload["files"].items():
            rows = tables[word]
            body = _parquet(rows) if payload["format"] == "PARQUET" else _csv(rows)
            output.write(f"s3://{payload['bucket']}/{key}", body, _TYPES[payload["format"]])
            written += len(rows.rows)
    return {"rows": written}


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.names)
    writer.writerows([rows.missing if value is None else value for value in row] for row in rows.rows)
    return text.getvalue().encode()


def _parquet(rows: Rows) -> bytes:
    import pyarrow as pa

    from sealcanvas.ml.table import to_parquet

    columns = zip(*rows.rows, strict=True)
    return to_parquet(pa.table({name: list(column) for name, column in zip(rows.names, columns, strict=True)}))
