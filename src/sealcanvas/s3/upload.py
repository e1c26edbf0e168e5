"""A multipart upload: its row, and how requests find it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from sealcanvas.s3.encryption import Encryption
from sealcanvas.s3.errors import NoSuchUpload
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.target import Conditions, ObjectTarget, encryption_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@dataclass(frozen=True, slots=True)
class Upload:
    """One multipart upload that was neither completed nor aborted.

    Attributes:
        wrapped_key: the data key of all its parts, wrapped.
        attributes: what the object will have, and: checksum_name, checksum_kind, checksum_declared, initiator.
    """

    upload_id: str
    bucket_id: str
    key: str
    created_at: datetime
    key_arn: str
    wrapped_key: bytes
    attributes: dict[str, Any]

    @property
    def encryption(self) -> Encryption:
        """How its parts are encrypted."""
        return Encryption.from_json(self.attributes["encryption"], self.key_arn)

    @property
    def checksum_name(self) -> str:
        """The checksum algorithm of every part."""
        return str(self.attributes["checksum_name"])

    @property
    def checksum_kind(self) -> str:
        """COMPOSITE or FULL_OBJECT."""
        return str(self.attributes["checksum_kind"])

    def checksum_members(self) -> dict[str, str]:
        """ChecksumAlgorithm and ChecksumType, where the client chose them."""
        if not self.attributes["checksum_declared"]:
            return {}
        return {"ChecksumAlgorithm": self.checksum_name, "ChecksumType": self.checksum_kind}


def read_upload(connection: Connection, bucket_id: str, key: str, upload_id: str) -> Upload:
    """The upload of that id, if it is for this bucket and key.

    Raises:
        NoSuchUpload: it is not there (any more).
    """
    where = (uploads.c.upload_id == upload_id, uploads.c.bucket_id == bucket_id)
    row = connection.execute(select(uploads).where(*where)).one_or_none()
    if row is None or row.key != key:
        raise NoSuchUpload(UploadId=upload_id[:1024])
    return to_upload(row)


def to_upload(row: Row[Any]) -> Upload:
    """The upload that a row of `s3_uploads` holds."""
    return Upload(row.upload_id, row.bucket_id, row.key, row.created_at, row.key_arn, row.wrapped_key, row.attributes)


def find_upload(call: Call, target: ObjectTarget, request: Request) -> Upload:
    """The upload that a request works on; to be asked for after the decision.

    Raises:
        NoSuchUpload: it is not there (any more).
    """
    with call.instance.database.read() as connection:
        return read_upload(connection, target.bucket.bucket_id, target.key, request["UploadId"])


def upload_conditions(call: Call, target: ObjectTarget, request: Request) -> Conditions:
    """The condition keys of s3:PutObject for a part: the encryption that the upload was made with.

    Parts carry no encryption headers; a policy that demands them was satisfied when the upload was made.
    """
    try:
        target.encryption = find_upload(call, target, request).encryption
    except NoSuchUpload:
        return {}  # the handler says so, to those who may know
    return encryption_conditions(target.encryption)
