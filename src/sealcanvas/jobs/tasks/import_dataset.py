"""The task `import_dataset`: reads a file, looks at it, and copies it into Canvas's own place."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext, finite
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.s3_files import read_file

if TYPE_CHECKING:
    from sealcanvas.ml.profile import TableProfile

PREVIEW_ROWS = 100
PREVIEW_FILE = "preview.json"
_LONGEST_CELL = 500
_CONTENT_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@task("import_dataset")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one import.

    The payload: "source" and "target" ({"bucket", "key"}), "name" of the file, and "key", the KMS key of the copy, or
    None for the bucket's default. Values of the data go to the job's sealed volume alone; the result holds counts
    and column names.
    """
    from sealcanvas.ml.profile import profile
    from sealcanvas.ml.table import read_table

    payload = context.payload
    context.progress("Reading", 0.05)
    data = read_file(context, payload["source"]["bucket"], payload["source"]["key"])
    context.progress("Parsing", 0.4)
    table = read_table(data, payload["name"])
    seen = profile(table)
    context.volume.put(PREVIEW_FILE, _preview(table, seen))
    # The server takes the preview up when it hears of this phase: the volume goes with the job.
    context.progress("Storing", 0.7)
    form = "parquet" if data[:4] == b"PAR1" else "csv"
    key_arn = _copy(context, data, _CONTENT_TYPES[form])
    return {
        "rows": seen.rows,
        "bytes": len(data),
        "format": form,
        "key_arn": key_arn,
        "columns": [
            {"name": each.name, "type": each.type, "missing": each.missing, "unique": each.unique}
            for each in seen.columns
        ],
    }


def _copy(context: TaskContext, data: bytes, content_type: str) -> str:
    """Write the copy; the ARN of the key that sealed it, or ""."""
    key = context.payload["key"]
    sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
    target = context.payload["target"]
    context.check()
    answer = context.client("s3").put_object(
        Bucket=target["bucket"], Key=target["key"], Body=data, ContentType=content_type, **sealing
    )
    return str(answer.get("SSEKMSKeyId", ""))


def _preview(table: Any, seen: "TableProfile") -> bytes:
    from sealcanvas.ml.table import strings

    head = table.slice(0, PREVIEW_ROWS)
    columns = [strings(head[name]).to_pylist() for name in head.column_names]
    rows = [[(cell or "")[:_LONGEST_CELL] for cell in row] for row in zip(*columns, strict=True)]
    content = finite({"profile": seen.to_dict(), "rows": rows})
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
