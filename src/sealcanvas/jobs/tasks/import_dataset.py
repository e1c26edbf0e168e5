"""The task `import_dataset`: reads a file, looks at it, and copies it into Canvas's own place, as it streams by."""

from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.import_rows import NamedSource, TableRows, WrittenRows
from sealcanvas.jobs.tasks.preview import PREVIEW_FILE, PREVIEW_ROWS, as_preview
from sealcanvas.jobs.tasks.s3_files import InputFile
from sealcanvas.jobs.tasks.staged_output import StagedOutput

if TYPE_CHECKING:
    from sealcanvas.ml.profile import Profiler
    from sealcanvas.ml.reading import Found, Options, Sample

_CONTENT_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
# A file of at most so many bytes is read once and put at once; a larger one streams, and is put in parts.
_AT_ONCE = 64 << 20
# What is kept as Parquet is held whole.
_MOST_CONVERTED = 512 << 20
_MOST = 64 << 30
# A sample may take this share of what the job may hold, as text.
_SAMPLE_SHARE = 15
# CSV that was told to be of another dialect is kept in the one that everybody reads.
_DIALECT = ("encoding", "delimiter", "quote", "header")


@task("import_dataset")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one import.

    The payload: "source" and "target" ({"bucket", "key"}), "name" of the file, and "key", the KMS key of the copy, or
    None for the bucket's default; "read", members of `ml.reading.Options`, and "sampling" ({"method", "rows"}) or None.
    CSV and Parquet are copied byte for byte; CSV of which a dialect is told is written anew in UTF-8 with commas;
    compressed files, JSON lines, workbooks and samples are kept as Parquet. Values of the data go to the job's sealed
    volume alone; the result holds counts and column names.
    """
    from sealcanvas.ml.reading import MemorySource, Options, form_of, open_rows

    payload = context.payload
    context.progress("Reading", 0.05)
    source, size, etag = _open(context)
    options = Options(**payload["read"])
    form = form_of(source)
    if {form, options.form} <= {"csv", "jsonl"} and options.form:
        form = options.form
    if payload["sampling"] or form not in _CONTENT_TYPES or source.read_at(0, 2) == b"\x1f\x8b":
        return _converted(context, source, options, size, etag)
    context.progress("Parsing", 0.1)
    rewritten = form == "csv" and any(name in payload["read"] for name in _DIALECT)
    if isinstance(source, MemorySource):
        rows, copy = open_rows(source, options), bytearray()
        seen, head = _look(context, WrittenRows(rows, copy.extend) if rewritten else rows, size)
        _store(context, seen, head)
        data = bytes(copy) if rewritten else source.data
        return _result(seen, size, form, etag, _put(context, data, _CONTENT_TYPES[form]), rows.found)
    target = payload["target"]
    with StagedOutput(context, payload["key"]) as output:
        sink = output.open(f"s3://{target['bucket']}/{target['key']}", _CONTENT_TYPES[form])
        if not rewritten:
            source.sink = sink
        # Parquet is read by ranges, and is copied as it passes.
        source.by_ranges = form == "parquet"
        rows = open_rows(source, options)
        seen, head = _look(context, WrittenRows(rows, sink.write) if rewritten else rows, size)
        if source.by_ranges:
            source.finish()
        sink.close()
        _store(context, seen, head)
    return _result(seen, size, form, etag, sink.key_arn, rows.found)


def _open(context: TaskContext) -> tuple[Any, int, str]:
    """The file, in memory if it is small; its bytes, and its ETag."""
    from sealcanvas.ml.reading import MemorySource

    place, name = context.payload["source"], context.payload["name"]
    answer = context.client("s3").get_object(Bucket=place["bucket"], Key=place["key"])
    size, etag = answer["ContentLength"], str(answer.get("ETag", ""))
    if size > _MOST:
        raise TaskFailed("ClientError", f"'{name}' has more than {_MOST >> 30} GiB.")
    if size > _AT_ONCE:
        answer["Body"].close()
        return NamedSource(context, InputFile(place["bucket"], place["key"], name, size)), size, etag
    data = bytearray()
    while block := answer["Body"].read(1 << 20):
        context.check()
        data += block
    return MemorySource(bytes(data), name), len(data), etag


def _look(context: TaskContext, rows: Any, size: int) -> tuple["Profiler", Any]:
    """Profile all rows; and the first batch, for the preview."""
    from sealcanvas.ml.errors import UnreadableFile
    from sealcanvas.ml.profile import Profiler
    from sealcanvas.ml.reading import giving_back

    seen, first, read = Profiler(rows.names, typed=rows.typed), None, 0
    for batch in giving_back(rows.batches()):
        first = batch.slice(0, PREVIEW_ROWS) if first is None else first
        seen.see(batch)
        read += batch.nbytes
        context.progress("Parsing", min(0.65, 0.1 + 0.55 * read / max(size, 1)), rows=seen.rows)
    if first is None:
        raise UnreadableFile(f"'{context.payload['name']}' has column names but no rows.")
    return seen, first


def _converted(context: TaskContext, source: Any, options: "Options", size: int, etag: str) -> dict[str, Any]:
    """Keep a file of another format, a compressed one, or a sample of one, as Parquet."""
    from sealcanvas.ml.reading import read_whole
    from sealcanvas.ml.table import to_parquet

    name, sample = context.payload["name"], _sample(context)
    if sample is None and size > _MOST_CONVERTED:
        raise TaskFailed(
            "ClientError",
            f"'{name}' has more than {_MOST_CONVERTED >> 20} MiB. Give CSV that is not compressed, or Parquet.",
        )
    context.progress("Parsing", 0.1)
    read = read_whole([source], options, sample=sample, check=context.check)
    seen, head = _look(context, TableRows(read.table), size)
    _store(context, seen, head)
    key_arn = _put(context, to_parquet(read.table), _CONTENT_TYPES["parquet"])
    return {**_result(seen, size, "parquet", etag, key_arn, read.found), "source_rows": read.rows}


def _sample(context: TaskContext) -> "Sample | None":
    from sealcanvas.ml.reading import FirstRows, Sample

    wish = context.payload["sampling"]
    if wish is None:
        return None
    kind = FirstRows if wish["method"] == "FirstRows" else Sample
    return kind(context.memory_bytes // _SAMPLE_SHARE, wish["rows"], seed=0)


def _store(context: TaskContext, seen: "Profiler", rows: Any) -> None:
    context.volume.put(PREVIEW_FILE, as_preview(seen.kinds.table(rows), seen.profile()))
    # The server takes the preview up when it hears of this phase: the volume goes with the job.
    context.progress("Storing", 0.7)


def _result(seen: "Profiler", size: int, form: str, etag: str, key_arn: str, found: "Found") -> dict[str, Any]:
    from sealcanvas.ml.recipe.columns import kind_of

    told, kinds = seen.profile(), seen.kinds.types()
    names = ("form", "gzip", "encoding", "delimiter", "quote", "header", "sheet")
    return {
        "rows": told.rows,
        "source_rows": told.rows,
        "bytes": size,
        "format": form,
        "key_arn": key_arn,
        "source_etag": etag,
        "columns": [
            {
                "name": each.name,
                "type": each.type,
                "missing": each.missing,
                "unique": each.unique,
                "kind": str(kind_of(kinds[each.name])),
            }
            for each in told.columns
        ],
        "found": {name: getattr(found, name) for name in names if getattr(found, name) is not None},
        "warnings": list(found.warnings),
    }


def _put(context: TaskContext, data: bytes, content_type: str) -> str:
    """Write the copy; the ARN of the key that sealed it, or ""."""
    key = context.payload["key"]
    sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
    target = context.payload["target"]
    context.writes(f"s3://{target['bucket']}/{target['key']}")
    answer = context.client("s3").put_object(
        Bucket=target["bucket"], Key=target["key"], Body=data, ContentType=content_type, **sealing
    )
    return str(answer.get("SSEKMSKeyId", ""))
