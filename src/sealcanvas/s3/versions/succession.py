"""Which version of a key is current: what a write, a deletion and the removal of a version leave behind.

Versioning never set: a key has one version, the null version, and every write replaces it. Enabled: every write adds a
version, and a deletion adds a delete marker. Suspended: as Enabled, but what is added is the null version, in place of
the one before. Source: Amazon S3 User Guide, "How S3 Versioning works".
"""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from sealcanvas.s3.bucket import Bucket, bucket_now
from sealcanvas.s3.key_index import Presence, key_changed
from sealcanvas.s3.preconditions import check_write
from sealcanvas.s3.record import NULL, ObjectRecord, read_current, read_version
from sealcanvas.s3.state import State
from sealcanvas.s3.tables import objects, parts
from sealcanvas.service.operation import Request

_OF_KEY = (objects.c.bucket_id == bindparam("of_bucket"), objects.c.key_index == bindparam("of_key"))
_NEWEST = select(func.max(objects.c.sequence)).where(*_OF_KEY)
_REMOVE = delete(objects).where(objects.c.version_id == bindparam("of_version"))
_PASS_ON = (
    update(objects)
    .where(objects.c.version_id == bindparam("of_version"))
    .values(current=False, noncurrent_since=bindparam("since"))
)
_FALL_BACK = (
    update(objects)
    .where(*_OF_KEY, objects.c.sequence == bindparam("newest"))
    .values(current=True, noncurrent_since=None)
)
_INSERT = insert(objects)


def new_version_id() -> str:
    """A fresh version id, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def add_version(
    connection: Connection, state: State, bucket: Bucket, record: ObjectRecord, conditions: Request
) -> tuple[ObjectRecord, list[str]]:
    """Make `record` the current version of its key.

    Args:
        conditions: If-Match and If-None-Match of the request, held against what is current now.

    Returns:
        The version as it was written, and the blobs that nothing refers to any more.

    Raises:
        NoSuchBucket: the bucket was deleted meanwhile.
        PreconditionFailed, NoSuchKey: a condition does not hold.
    """
    bucket = bucket_now(connection, bucket)
    before = read_current(connection, bucket, record.key)
    check_write(None if before is None or before.marker else before.etag, conditions)
    return _succeed(connection, state, bucket, before, record)


def delete_current(
    connection: Connection, state: State, bucket: Bucket, key: str, now: datetime
) -> tuple[ObjectRecord | None, list[str]]:
    """Delete a key, as DeleteObject without a version id and lifecycle's expiration do.

    Returns:
        The delete marker that was written, None where the bucket never kept versions; and the blobs that nothing
        refers to any more.

    Raises:
        NoSuchBucket: the bucket was deleted meanwhile.
    """
    bucket = bucket_now(connection, bucket)
    before = read_current(connection, bucket, key)
    if not bucket.versioning:
        return None, [] if before is None else remove_version(connection, state, bucket, before)
    marker = ObjectRecord(new_version_id(), key, 0, "", now, "", None, None, attributes={}, marker=True)
    return _succeed(connection, state, bucket, before, marker)


def remove_version(connection: Connection, state: State, bucket: Bucket, record: ObjectRecord) -> list[str]:
    """Remove one version, or delete marker, for good; the newest that is left becomes current.

    Returns:
        The blobs that nothing refers to any more.

    Raises:
        NoSuchBucket: the bucket was deleted meanwhile.
    """
    bucket = bucket_now(connection, bucket)
    before = read_current(connection, bucket, record.key)
    unneeded = _remove_rows(connection, record)
    if before is not None and before.version_id == record.version_id:
        where = {"of_bucket": bucket.bucket_id, "of_key": record.key}
        newest = connection.execute(_NEWEST, where).scalar()
        if newest is not None:
            connection.execute(_FALL_BACK, {**where, "newest": newest})
        now = read_current(connection, bucket, record.key)
        key_changed(connection, state.indexes, bucket, record.key, _presence(before), _presence(now))
    return unneeded


def _succeed(
    connection: Connection, state: State, bucket: Bucket, before: ObjectRecord | None, record: ObjectRecord
) -> tuple[ObjectRecord, list[str]]:
    """Write `record` behind `before`, the current version of its key."""
    replaced, unneeded = None, []
    if bucket.versioning != "Enabled":
        first = before is None or before.null_version
        replaced = before if first else read_version(connection, bucket, record.key, NULL)
        unneeded = [] if replaced is None else _remove_rows(connection, replaced)
    if before is not None and before is not replaced:
        connection.execute(_PASS_ON, {"of_version": before.version_id, "since": record.modified_at})
    sequence = 1 + (0 if before is None else before.sequence)  # the current version is the newest
    written = replace(record, null_version=bucket.versioning != "Enabled", current=True, sequence=sequence)
    connection.execute(
        _INSERT,
        {
            "version_id": written.version_id,
            "bucket_id": bucket.bucket_id,
            "key_index": written.key,
            "key": written.key,
            "sequence": sequence,
            "current": True,
            "null_version": written.null_version,
            "marker": written.marker,
            "noncurrent_since": None,
            "size": written.size,
            "etag": written.etag,
            "modified_at": written.modified_at,
            "key_arn": written.key_arn,
            "blob_id": written.blob_id,
            "upload_id": written.upload_id,
            "attributes": written.attributes,
        },
    )
    key_changed(connection, state.indexes, bucket, record.key, _presence(before), _presence(written))
    return written, unneeded


def _presence(record: ObjectRecord | None) -> Presence:
    if record is None:
        return Presence.ABSENT
    return Presence.DELETED if record.marker else Presence.SHOWN


def _remove_rows(connection: Connection, record: ObjectRecord) -> list[str]:
    connection.execute(_REMOVE, {"of_version": record.version_id})
    if record.upload_id is None:
        return [record.blob_id] if record.blob_id else []
    blobs = list(connection.execute(select(parts.c.blob_id).where(parts.c.upload_id == record.upload_id)).scalars())
    connection.execute(delete(parts).where(parts.c.upload_id == record.upload_id))
    return blobs
