"""Takes back what a job of ours wrote and nobody was told of: a job's outputs are there whole, or not at all.

No policy is asked: whoever let the job's role write the object was asked then, and may have taken the right away since.
"""

from sqlalchemy import Connection, select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.record import ObjectRecord, read_current, read_versions
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.upload import to_upload
from sealcanvas.s3.versions.succession import remove_version
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance


def newest_version(instance: Instance, bucket: str, key: str) -> str:
    """The version id of what is current now, a delete marker too; "" where there is nothing."""
    with instance.database.read() as connection:
        place = read_bucket(connection, bucket)
        record = None if place is None else read_current(connection, place, key)
    return record.version_id if record else ""


def withdraw(call: Call, bucket: str, key: str, before: str) -> bool:
    """Remove what was written of the object for `call.purpose`, with uploads begun for it; whether it was. Audited.

    In a bucket that keeps versions that may be several, others' between them: those stay, and what was current before
    is current again. No delete marker is left.

    Args:
        call: as the service that the work was done for.
        before: the version that was current before the work began to write it; it stays, and all that is older.
    """
    instance = call.instance
    with instance.database.transaction() as connection:
        place = read_bucket(connection, bucket)
        if place is None:
            return False
        for upload_id in _uploads(connection, place, key, call.purpose):
            forget_upload(instance, upload_id)
            _audit(call, "AbortMultipartUpload", place, key)
        written = _written(read_versions(connection, place, key), before, call.purpose)
        state = state_of(instance)
        for record in written:
            state.reaper.unneeded(remove_version(connection, state, place, record))
            _audit(call, "DeleteObject", place, key)
    return bool(written)


def _written(versions: list[ObjectRecord], before: str, purpose: str) -> list[ObjectRecord]:
    """Those versions, the newest first, that came after `before` and were written for `purpose`."""
    ids = [record.version_id for record in versions]
    newer = versions[: ids.index(before)] if before in ids else versions
    return [record for record in newer if record.attributes.get("purpose") == purpose]


def _uploads(connection: Connection, bucket: Bucket, key: str, purpose: str) -> list[str]:
    found = select(uploads).where(uploads.c.bucket_id == bucket.bucket_id, uploads.c.key_index == key)
    begun = [to_upload(row) for row in connection.execute(found)]
    return [upload.upload_id for upload in begun if upload.attributes.get("purpose") == purpose]


def _audit(call: Call, name: str, bucket: Bucket, key: str) -> None:
    event = call.event("s3.amazonaws.com", name)
    event.parameters = {"Bucket": bucket.name, "Key": key}
    event.resources.append(ObjectTarget(bucket, key).arn)
    call.instance.trail.record([event])
