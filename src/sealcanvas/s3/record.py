"""An object's row: read, put in place of the one before, and removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.digests import Stored
from sealcanvas.s3.encryption import Encryption
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.s3.key_index import keys_changed
from sealcanvas.s3.preconditions import check_write
from sealcanvas.s3.state import State
from sealcanvas.s3.tables import objects, parts
from sealcanvas.service.operation import Request

_OBJECT = select(objects).where(objects.c.bucket_id == bindparam("bucket_id"), objects.c.key_index == bindparam("key"))
_PARTS = select(parts).where(parts.c.upload_id == bindparam("upload_id")).order_by(parts.c.number)
_REMOVE = delete(objects).where(objects.c.version_id == bindparam("version_id"))
_INSERT = insert(objects)


@dataclass(frozen=True, slots=True)
class ObjectRecord:
    """One version of an object: everything but its bytes.

    Attributes:
        version_id: 32 hexadecimal digits, new at every write; the seal binds it.
        size: plaintext bytes.
        blob_id: its one sealed file; None where it has parts.
        upload_id: the upload whose parts it consists of, or None.
        attributes: headers, metadata, storage, tags, encryption, checksum, parts (their number, 0 for one file),
            purpose (the job, dataset or prediction that it was written for, or "").
    """

    version_id: str
    key: str
    size: int
    etag: str
    modified_at: datetime
    key_arn: str
    blob_id: str | None
    upload_id: str | None
    attributes: dict[str, Any]

    @property
    def encryption(self) -> Encryption:
        """How it is encrypted."""
        return Encryption.from_json(self.attributes["encryption"], self.key_arn)

    @property
    def checksum(self) -> Stored:
        """Its stored checksum."""
        return Stored(**self.attributes["checksum"])

    @property
    def tags(self) -> dict[str, str]:
        """Its tags."""
        found: dict[str, str] = self.attributes["tags"]
        return found

    @property
    def storage(self) -> str:
        """Its storage class."""
        return str(self.attributes["storage"])


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One part of an upload or of the object that came of it."""

    blob_id: str
    number: int
    size: int
    etag: str
    modified_at: datetime
    checksum: Stored


def read_object(connection: Connection, bucket: Bucket, key: str) -> ObjectRecord | None:
    """The current version of an object, or None."""
    row = connection.execute(_OBJECT, {"bucket_id": bucket.bucket_id, "key": key}).one_or_none()
    return None if row is None else to_object(row)


def to_object(row: Row[Any]) -> ObjectRecord:
    """The object that a row of `s3_objects` holds."""
    return ObjectRecord(
        version_id=row.version_id,
        key=row.key,
        size=row.size,
        etag=row.etag,
        modified_at=row.modified_at,
        key_arn=row.key_arn,
        blob_id=row.blob_id,
        upload_id=row.upload_id,
        attributes=row.attributes,
    )


def read_parts(connection: Connection, upload_id: str) -> list[PartRecord]:
    """The parts of an upload or of its object, by number."""
    return [to_part(row) for row in connection.execute(_PARTS, {"upload_id": upload_id})]


def to_part(row: Row[Any]) -> PartRecord:
    """The part that a row of `s3_parts` holds."""
    name, _, value = row.checksum.partition(":")
    return PartRecord(row.blob_id, row.number, row.size, row.etag, row.modified_at, Stored(name, value))


def put_record(
    connection: Connection, state: State, bucket_name: str, record: ObjectRecord, conditions: Request
) -> list[str]:
    """Make `record` the current version of its key; the blobs that nothing refers to any more.

    Args:
        conditions: If-Match and If-None-Match of the request, held against what is there now.

    Raises:
        NoSuchBucket: the bucket was deleted meanwhile.
        PreconditionFailed, NoSuchKey: a condition does not hold.
    """
    bucket = _bucket_now(connection, bucket_name)
    before = read_object(connection, bucket, record.key)
    check_write(None if before is None else before.etag, conditions)
    unneeded = [] if before is None else _remove_rows(connection, before)
    connection.execute(
        _INSERT,
        {
            "version_id": record.version_id,
            "bucket_id": bucket.bucket_id,
            "key_index": record.key,
            "key": record.key,
            "size": record.size,
            "etag": record.etag,
            "modified_at": record.modified_at,
            "key_arn": record.key_arn,
            "blob_id": record.blob_id,
            "upload_id": record.upload_id,
            "attributes": record.attributes,
        },
    )
    if before is None:
        keys_changed(connection, state.indexes, bucket, added=record.key)
    return unneeded


def remove_record(connection: Connection, state: State, bucket_name: str, record: ObjectRecord) -> list[str]:
    """Remove a version; the blobs that nothing refers to any more."""
    bucket = _bucket_now(connection, bucket_name)
    unneeded = _remove_rows(connection, record)
    keys_changed(connection, state.indexes, bucket, removed=record.key)
    return unneeded


def _remove_rows(connection: Connection, record: ObjectRecord) -> list[str]:
    connection.execute(_REMOVE, {"version_id": record.version_id})
    if record.upload_id is None:
        return [record.blob_id] if record.blob_id else []
    blobs = list(connection.execute(select(parts.c.blob_id).where(parts.c.upload_id == record.upload_id)).scalars())
    connection.execute(delete(parts).where(parts.c.upload_id == record.upload_id))
    return blobs


def _bucket_now(connection: Connection, name: str) -> Bucket:
    bucket = read_bucket(connection, name)
    if bucket is None:
        raise NoSuchBucket(BucketName=name)
    return bucket
