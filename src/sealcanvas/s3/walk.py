"""From a sealed blob back to the object it belongs to, and its integrity, for VerifyStore."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sealcanvas.crypto.errors import CryptoError, NotSealed, Tampered
from sealcanvas.crypto.sealed import read_header, verify_stream
from sealcanvas.crypto.sealed_header import SealedHeader, SealedKind
from sealcanvas.crypto.sealed_stream import plain_length
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException
from sealcanvas.kms.vault import KeyDestroyed, KeyOutOfReach, key_arn_of_blob, open_without_policy
from sealcanvas.s3.bucket_keys import open_inner, split_bucket_key
from sealcanvas.s3.customer_keys.wrapping import check_outer_wrap
from sealcanvas.s3.encryption import SSE_C, Encryption
from sealcanvas.s3.layers.inner import opened_inner
from sealcanvas.s3.record import NULL, to_object, to_part
from sealcanvas.s3.seal_context import object_context, part_context
from sealcanvas.s3.service_key import unwrap_data_key
from sealcanvas.s3.tables import buckets, objects, parts, uploads
from sealcanvas.s3.upload import to_upload
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class BlobDescription:
    """What a blob is: an object, or a part of one or of an upload in progress.

    Attributes:
        version_id: the object's version; "" while the upload is in progress.
        shown_id: the version's id on the wire; "" while the upload is in progress.
        part: the part's number, None where the blob is the whole object.
        upload_id: "" where the blob is the whole object.
        size: plaintext bytes that the metadata says it has.
    """

    bucket: str
    key: str
    version_id: str
    part: int | None
    upload_id: str
    key_arn: str
    size: int
    blob_id: str
    encryption: Encryption
    shown_id: str = ""

    @property
    def uri(self) -> str:
        """The object's URI, with its version where it is not the null version."""
        version = f"?versionId={self.shown_id}" if self.shown_id not in ("", NULL) else ""
        return f"s3://{self.bucket}/{self.key}{version}"

    @property
    def context(self) -> bytes:
        """What the blob must be bound to."""
        if self.part is None:
            return object_context(self.bucket, self.key, self.version_id, self.encryption)
        return part_context(self.bucket, self.key, self.upload_id, self.part, self.blob_id, self.encryption)


def object_of_blob(instance: Instance, blob_id: str) -> BlobDescription | None:
    """What the blob belongs to, or None where nothing refers to it."""
    with instance.database.read() as connection:
        row = connection.execute(select(objects).where(objects.c.blob_id == blob_id)).one_or_none()
        if row is None:
            return _part_of_blob(connection, blob_id)
        record = to_object(row)
        return BlobDescription(
            bucket=_bucket_name(connection, row.bucket_id),
            key=record.key,
            version_id=record.version_id,
            part=None,
            upload_id="",
            key_arn=record.key_arn,
            size=record.size,
            blob_id=blob_id,
            encryption=record.encryption,
            shown_id=record.shown_id,
        )


def verify_blob(instance: Instance, blob_id: str) -> tuple[str, str, str]:
    """Authenticate every chunk of a blob, whatever policies and key states say; no plaintext leaves.

    Returns:
        The key ARN that its header names ("" where it has none), a status, and a sentence. The status is "sealed";
        "unreferenced" (it has a sound header, and no object; a start removes it); "tampered"; "not-sealed";
        "missing"; "key-destroyed" (its key is gone for good, so nothing opens it); "key-out-of-reach" (its key store
        does not open it now); or "customer-key" (only its customer
        can open it: its header, its wrapped data key and its length are what was written).
    """
    try:
        with instance.objects.open(blob_id) as file:
            header = read_header(file)
    except FileNotFoundError:
        return "", "missing", "the file is not there"
    except Tampered as error:
        return "", "tampered", str(error)
    except NotSealed as error:
        return "", "not-sealed", str(error)
    described = object_of_blob(instance, blob_id)
    if described is None:
        return header.key_arn, "unreferenced", "no object refers to this file"
    where = described.uri
    kind = SealedKind.OBJECT if described.part is None else SealedKind.PART
    try:
        if header.kind is not kind or header.key_arn != described.key_arn:
            return header.key_arn, "tampered", f"{where}: the header is not that of its object"
        if described.encryption.algorithm == SSE_C:
            check_outer_wrap(instance, described.bucket, described.key, header.wrapped_key)
            with instance.objects.open(blob_id) as file:
                size = plain_length(file.seek(0, 2) - len(header.encode()))
        else:
            size = _verified(instance, described, header)
    except KeyDestroyed:
        return header.key_arn, "key-destroyed", f"{where}: the key material is gone"
    except KeyOutOfReach as error:
        return header.key_arn, "key-out-of-reach", f"{where}: {error}"
    except (CryptoError, InvalidCiphertextException) as error:
        return header.key_arn, "tampered", f"{where}: {error or 'the wrapped data key does not open'}"
    except FileNotFoundError:
        return header.key_arn, "missing", f"{where}: the file is not there"
    if size != described.size:
        return header.key_arn, "tampered", f"{where}: {size} bytes instead of {described.size}"
    if described.encryption.algorithm == SSE_C:
        return header.key_arn, "customer-key", f"{where}: only who has the customer's key can open it"
    return header.key_arn, "sealed", where if described.part is None else f"{where}, part {described.part}"


def _verified(instance: Instance, described: BlobDescription, header: SealedHeader) -> int:
    """Authenticate all of a blob, in both layers where it has two; its plaintext's length."""
    data_key = _data_key(instance, described, header)
    with instance.objects.open(described.blob_id) as file:
        if not described.encryption.two_layers:
            return verify_stream(file, data_key, described.context)
        with opened_inner(instance, described.bucket, described.key, file, data_key, described.context) as (
            source,
            key,
            context,
        ):
            return verify_stream(source, key, context)


def _part_of_blob(connection: Connection, blob_id: str) -> BlobDescription | None:
    row = connection.execute(select(parts).where(parts.c.blob_id == blob_id)).one_or_none()
    if row is None:
        return None
    part = to_part(row)
    owner = connection.execute(select(objects).where(objects.c.upload_id == row.upload_id)).one_or_none()
    if owner is not None:
        record = to_object(owner)
        key, version_id, key_arn, encryption = record.key, record.version_id, record.key_arn, record.encryption
        bucket_id, shown_id = owner.bucket_id, record.shown_id
    else:
        upload = to_upload(connection.execute(select(uploads).where(uploads.c.upload_id == row.upload_id)).one())
        key, version_id, key_arn, encryption = upload.key, "", upload.key_arn, upload.encryption
        bucket_id, shown_id = upload.bucket_id, ""
    return BlobDescription(
        bucket=_bucket_name(connection, bucket_id),
        key=key,
        version_id=version_id,
        part=part.number,
        upload_id=row.upload_id,
        key_arn=key_arn,
        size=part.size,
        blob_id=blob_id,
        encryption=encryption,
        shown_id=shown_id,
    )


def _bucket_name(connection: Connection, bucket_id: str) -> str:
    return str(connection.execute(select(buckets.c.name).where(buckets.c.bucket_id == bucket_id)).scalar_one())


def _data_key(instance: Instance, described: BlobDescription, header: SealedHeader) -> Secret:
    bucket, key, encryption = described.bucket, described.key, described.encryption
    if not encryption.by_kms:
        return unwrap_data_key(instance, bucket, key, header.wrapped_key)
    context = encryption.context(bucket, key)
    sealed, inner = split_bucket_key(header.wrapped_key) if encryption.bucket_key else (header.wrapped_key, b"")
    if key_arn_of_blob(sealed) != described.key_arn:
        raise Tampered("the wrapped data key names another key than its object")
    secret = open_without_policy(instance, sealed, context)
    return open_inner(secret, bucket, key, inner) if encryption.bucket_key else secret
