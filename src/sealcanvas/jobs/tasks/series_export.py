"""Writes a stored forecast to S3 as CSV or Parquet, under the customer's key."""

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.series_store import read_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


@task("series_export")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: forecast (a store file), bucket, key, kms_key (None: the bucket's default), format."""
    payload = context.payload
    context.progress("Exporting", 0.0)
    content = json.loads(read_store(context, payload["forecast"]))
    body = _parquet(content) if payload["format"] == "PARQUET" else _csv(content)
    context.progress("Exporting", 0.5)
    request: dict[str, Any] = {"Bucket": payload["bucket"], "Key": payload["key"], "Body": body}
    if payload["kms_key"] is not None:
        request |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": payload["kms_key"]}
    context.client("s3").put_object(**request)
    return {"rows": sum(len(series["timestamps"]) for series in content["series"])}


def _rows(content: dict[str, Any]) -> list[list[Any]]:
    return [
        [*series["key"], f"{moment}Z", *(series[name][place] for name in content["quantiles"])]
        for series in content["series"]
        for place, moment in enumerate(series["timestamps"])
    ]


def _names(content: dict[str, Any]) -> list[str]:
    return [*content["keys"], "date", *content["quantiles"]]


def _csv(content: dict[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_names(content))
    writer.writerows(_rows(content))
    return text.getvalue().encode()


def _parquet(content: dict[str, Any]) -> bytes:
    import pyarrow as pa

    from sealcanvas.ml.table import to_parquet

    columns = zip(*_rows(content), strict=True)
    return to_parquet(pa.table({name: list(column) for name, column in zip(_names(content), columns, strict=True)}))
