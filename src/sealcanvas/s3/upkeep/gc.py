"""gc: what no row refers to goes, what no file is there for is told; beside a running server too."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.referenced import referenced
from sealcanvas.s3.tables import buckets, objects, parts, uploads
from sealcanvas.s3.upkeep.noted import blobs, forget_blobs
from sealcanvas.s3.walk import object_of_blob
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import StoredBlob

GRACE = timedelta(hours=1)
"""What is younger may be about to be referred to: an upload under way writes on, or commits within seconds."""
_BATCH = 1000


@dataclass(slots=True)
class GcReport:
    """What a gc found, and, unless it was dry, removed.

    Attributes:
        orphans: whole blobs that nothing refers to.
        unfinished: what is left of blobs that were never published.
        aborted: multipart uploads that nobody has gone on with.
        missing: blobs that rows refer to and that are not there; nothing is removed of these.
    """

    dry: bool
    orphans: int = 0
    unfinished: int = 0
    bytes: int = 0
    aborted: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As `sealcanvas gc --json` prints it."""
        return {
            "DryRun": self.dry,
            "OrphanCount": self.orphans,
            "UnfinishedCount": self.unfinished,
            "ByteCount": self.bytes,
            "AbortedUploads": self.aborted,
            "Missing": self.missing,
        }


def collect(
    instance: Instance, *, dry: bool = False, grace: timedelta = GRACE, uploads_older_than: timedelta | None = None
) -> GcReport:
    """Look through the whole blob store and all rows.

    Args:
        dry: remove nothing.
        grace: what is younger by the store's clock is left alone.
        uploads_older_than: abort multipart uploads that were begun, and got their last part, before that.

    Raises:
        BlobsUnavailable: the outer store does not answer.
    """
    report = GcReport(dry)
    if uploads_older_than is not None:
        _abort(instance, uploads_older_than, report)
    horizon = instance.clock().timestamp() - grace.total_seconds()
    there: set[bytes] = set()
    for batch in _batches(instance.objects.everything()):
        there.update(bytes.fromhex(blob.blob_id) for blob in batch if blob.whole)
        _sweep(instance, [blob for blob in batch if blob.written_at <= horizon], report)
    _tell_missing(instance, there, report)
    return report


def _sweep(instance: Instance, old: list[StoredBlob], report: GcReport) -> None:
    """Rows first, then files: what was killed in between is found again."""
    ids = {blob.blob_id for blob in old}
    with instance.database.transaction() as connection:  # what is unreferenced once, durably, stays so
        needed = referenced(connection, ids)
        if not report.dry:
            forget_blobs(connection, ids - needed)
    if not report.dry:
        instance.objects.settle(needed)
    for blob in old:
        if blob.blob_id in needed:
            continue
        if blob.whole:
            report.orphans += 1
        else:
            report.unfinished += 1
        report.bytes += blob.size
        if not report.dry:
            instance.objects.delete(blob.blob_id)


def _tell_missing(instance: Instance, there: set[bytes], report: GcReport) -> None:
    with instance.database.read() as connection:
        known = [blob_id for blob_id in connection.execute(select(objects.c.blob_id)).scalars() if blob_id]
        known += connection.execute(select(parts.c.blob_id)).scalars()
        stale = set(connection.execute(select(blobs.c.blob_id)).scalars()) - set(known)
    for blob_id in known:
        if bytes.fromhex(blob_id) in there:
            continue
        if _is_there(instance, blob_id):
            continue  # written since we looked
        owner = object_of_blob(instance, blob_id)  # asked last: a row goes before its file does
        if owner is None:
            continue  # deleted since we looked
        told = {"BlobId": blob_id, "Place": instance.objects.place(blob_id), "Bucket": owner.bucket, "Key": owner.key}
        report.missing.append(told)
    if stale and not report.dry:
        with instance.database.transaction() as connection:
            forget_blobs(connection, stale - referenced(connection, stale))


def _is_there(instance: Instance, blob_id: str) -> bool:
    try:
        instance.objects.size(blob_id)
    except FileNotFoundError:
        return False
    return True


def _abort(instance: Instance, age: timedelta, report: GcReport) -> None:
    before = instance.clock() - age
    with instance.database.read() as connection:
        old = connection.execute(
            select(uploads.c.upload_id, uploads.c.key, uploads.c.created_at, buckets.c.name)
            .join(buckets, buckets.c.bucket_id == uploads.c.bucket_id)
            .where(uploads.c.created_at < before)
        ).all()
    for row in old:
        with instance.database.transaction() as connection:
            newer = select(parts.c.blob_id).where(parts.c.upload_id == row.upload_id, parts.c.modified_at >= before)
            there = select(uploads.c.upload_id).where(uploads.c.upload_id == row.upload_id)
            if connection.execute(newer).first() or not connection.execute(there).first():
                continue
            report.aborted.append({"Bucket": row.name, "Key": row.key, "UploadId": row.upload_id})
            if report.dry:
                continue
            forget_upload(instance, row.upload_id)
            arn = f"arn:aws:s3:::{row.name}/{row.key}"
            event = service_call(instance, "s3.amazonaws.com", source_arn=arn).event(
                "s3.amazonaws.com", "AbortMultipartUpload"
            )
            event.parameters = {"Bucket": row.name, "Key": row.key, "UploadId": row.upload_id}
            event.resources = [arn]
            instance.trail.record([event])


def _batches(found: Iterator[StoredBlob]) -> Iterator[list[StoredBlob]]:
    batch: list[StoredBlob] = []
    for blob in found:
        batch.append(blob)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch
