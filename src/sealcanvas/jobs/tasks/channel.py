"""An input channel of an AutoML job as one table."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.manifest import find_listed
from sealcanvas.jobs.tasks.one_pass import OnePass
from sealcanvas.jobs.tasks.s3_files import MAXIMUM_BYTES, InputFile, check_total, find_files

if TYPE_CHECKING:
    from sealcanvas.ml.reading import Sample

MAXIMUM_SAMPLED_BYTES = 64 << 30
"""Of a channel of which a sample is taken as it streams by."""

_KEPT_SHARE = 3
_GZIP_MAGIC = b"\x1f\x8b"
_PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Channel:
    """What a channel held.

    Attributes:
        table: a pyarrow.Table; fewer rows than `rows` where it is a sample.
        size: bytes, expanded.
        lineage: each object's URI, stored bytes, and SHA-256 of its expanded content.
    """

    table: Any
    size: int
    lineage: list[dict[str, Any]]
    rows: int


def read_channel(
    context: TaskContext, source: Mapping[str, Any], report: Callable[[float], None], sample: "Sample | None" = None
) -> Channel:
    """Read every object of a channel, in memory that holds what is kept and a few MiB.

    Args:
        source: "uri", "type" (S3Prefix or ManifestFile), "content" (csv or parquet) and "gzip", as requested.
        report: told which share of the bytes was read.
        sample: keeps some of the rows where all would not fit; without one all are kept, of at most 2 GiB, and in a
            third of the job's memory.

    Raises:
        TaskFailed: there is no object, or one is not what the channel says.
        UnreadableFile: one of them is no table, or has other columns than the first.
        botocore's ClientError: S3's or KMS's refusal.
    """
    from sealcanvas.ml.reading import read_whole

    most = MAXIMUM_BYTES if sample is None else MAXIMUM_SAMPLED_BYTES
    if source["type"] == "ManifestFile":
        files = find_listed(context, source["uri"])
        check_total(files, source["uri"], most)
    else:
        files = find_files(context, source["uri"], most)
    sources = []
    for file in files:
        report(0.0)
        sources.append(CheckedSource(context, file, source["content"], gzip=source["gzip"], most=most))
    whole = sum(file.size for file in files) or 1

    def check() -> None:
        if sample is None:
            check_memory(context, source["uri"])
        report(min(1.0, sum(each.given for each in sources) / whole))

    read = read_whole(sources, sample=sample, check=check)
    size = sum(each.expanded for each in sources)
    lineage = [each.lineage(file) for file, each in zip(files, sources, strict=True)]
    return Channel(read.table, size, lineage, read.rows)


def check_memory(context: TaskContext, uri: str) -> None:
    """Raises TaskFailed once rows that must all be kept take a third of the job's memory: training needs the rest."""
    import pyarrow as pa

    most = context.memory_bytes // _KEPT_SHARE
    if pa.total_allocated_bytes() > most:
        raise TaskFailed(
            "ClientError",
            f"The rows at {uri} take more than {most >> 20} MiB, a third of the memory that this job may use. "
            "Drop columns that are not needed, or combine rows into longer periods.",
        )


class CheckedSource(OnePass):
    """An object that must be what the channel says; its digest is taken of the bytes as they pass.

    Args:
        content: csv or parquet; None for any.
        most: bytes that it may have.
    """

    def __init__(self, context: TaskContext, file: InputFile, content: str | None, *, gzip: bool, most: int) -> None:
        super().__init__(context, file, gzip=gzip)
        self._content, self._most = content, most
        self.by_ranges = content == "parquet"
        self.given = 0
        self._digest: str | None = None

    def blocks(self) -> Iterator[bytes]:
        """Its bytes; not more than the channel may have."""
        self.given, digest = 0, hashlib.sha256()
        for block in super().blocks():
            self.given += len(block)
            digest.update(block)
            if self.given > self._most:
                raise TaskFailed("ClientError", f"'{self.name}' has more than {self._most >> 30} GiB.")
            yield block
        self._digest = digest.hexdigest()

    def lineage(self, file: InputFile) -> dict[str, Any]:
        """What is kept of it: where it lies, its stored bytes, and the SHA-256 of its content."""
        return {"uri": file.uri, "bytes": file.size, "sha256": self.sha256()}

    def sha256(self) -> str:
        """Of its content, in hexadecimal digits; one that was not read from end to end is read so now."""
        if self._digest is None:
            self.finish()
        assert self._digest is not None
        return self._digest

    def read_at(self, start: int, length: int) -> bytes:
        """A piece; its beginning is looked at."""
        piece = super().read_at(start, length)
        if start == 0 and self._content is not None:
            _check_content(piece, self.name, self._content)
        return piece


def _check_content(data: bytes, key: str, content: str) -> None:
    """Refuse what the ContentType and CompressionType do not say."""
    if data[:2] == _GZIP_MAGIC:
        raise TaskFailed("ClientError", f"'{key}' is compressed. Set the channel's CompressionType to 'Gzip'.")
    parquet = data[:4] == _PARQUET_MAGIC
    if parquet and content != "parquet":
        raise TaskFailed("ClientError", f"'{key}' is a Parquet file, but the channel's ContentType is text/csv.")
    if not parquet and content == "parquet":
        raise TaskFailed("ClientError", f"'{key}' is no Parquet file, but the channel's ContentType says so.")
