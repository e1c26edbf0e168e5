"""A version of an object as its row has it, and the parts of one: read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.digests import Stored
from sealcanvas.s3.encryption import Encryption
from sealcanvas.s3.tables import objects, parts

NULL = "null"
"""The version id, on the wire, of what was written while the bucket did not keep versions."""

_OF_KEY = select(objects).where(objects.c.bucket_id == bindparam("bucket_id"), objects.c.key_index == bindparam("key"))
_CURRENT = _OF_KEY.where(objects.c.current.is_(True))
_NULL = _OF_KEY.where(objects.c.null_version.is_(True))
_VERSION = _OF_KEY.where(objects.c.version_id == bindparam("version_id"), objects.c.null_version.is_(False))
_VERSIONS = _OF_KEY.order_by(objects.c.sequence.desc())
_THERE = select(objects.c.version_id).where(objects.c.version_id == bindparam("version_id"))
_PARTS = select(parts).where(parts.c.upload_id == bindparam("upload_id")).order_by(parts.c.number)


@dataclass(frozen=True, slots=True)
class ObjectRecord:
    """One version of an object: everything but its bytes.

    Attributes:
        version_id: 32 hexadecimal digits, new at every write; the seal binds it.
        size: plaintext bytes.
        blob_id: its one sealed file; None where it has parts.
        upload_id: the upload whose parts it consists of, or None.
        attributes: headers, metadata, storage, tags, encryption, checksum, parts (their number, 0 for one file),
            purpose (the job, dataset or prediction that it was written for, or ""). A delete marker has none.
        null_version: whether it is the "null" version: written while the bucket did not keep versions.
        marker: a delete marker: it has no bytes, and says that the object is not there.
        current: whether it is the newest version of its key.
        sequence: the greater of a key's, the newer; set by `versions.succession`.
        noncurrent_since: when a newer version came, or None.
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
    null_version: bool = True
    marker: bool = False
    current: bool = True
    sequence: int = 0
    noncurrent_since: datetime | None = None

    @property
    def shown_id(self) -> str:
        """Its version id on the wire."""
        return NULL if self.null_version else self.version_id

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
        """Its tags; a delete marker has none."""
        found: dict[str, str] = self.attributes.get("tags", {})
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
    """The current version of an object; None where there is none, or it is a delete marker."""
    record = read_current(connection, bucket, key)
    return None if record is None or record.marker else record


def read_current(connection: Connection, bucket: Bucket, key: str) -> ObjectRecord | None:
    """The current version of a key, which may be a delete marker, or None."""
    row = connection.execute(_CURRENT, {"bucket_id": bucket.bucket_id, "key": key}).one_or_none()
    return None if row is None else to_object(row)


def read_version(connection: Connection, bucket: Bucket, key: str, shown_id: str) -> ObjectRecord | None:
    """The version of a key with that version id on the wire, which may be a delete marker, or None."""
    names = {"bucket_id": bucket.bucket_id, "key": key}
    if shown_id == NULL:
        row = connection.execute(_NULL, names).one_or_none()
    else:
        row = connection.execute(_VERSION, {**names, "version_id": shown_id}).one_or_none()
    return None if row is None else to_object(row)


def read_versions(connection: Connection, bucket: Bucket, key: str) -> list[ObjectRecord]:
    """Every version of a key, delete markers among them, the newest first."""
    return [to_object(row) for row in connection.execute(_VERSIONS, {"bucket_id": bucket.bucket_id, "key": key})]


def is_there(connection: Connection, record: ObjectRecord) -> bool:
    """Whether that version was not removed since it was read."""
    return connection.execute(_THERE, {"version_id": record.version_id}).one_or_none() is not None


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
        null_version=row.null_version,
        marker=row.marker,
        current=row.current,
        sequence=row.sequence,
        noncurrent_since=row.noncurrent_since,
    )


def read_parts(connection: Connection, upload_id: str) -> list[PartRecord]:
    """The parts of an upload or of its object, by number."""
    return [to_part(row) for row in connection.execute(_PARTS, {"upload_id": upload_id})]


def to_part(row: Row[Any]) -> PartRecord:
    """The part that a row of `s3_parts` holds."""
    name, _, value = row.checksum.partition(":")
    return PartRecord(row.blob_id, row.number, row.size, row.etag, row.modified_at, Stored(name, value))
