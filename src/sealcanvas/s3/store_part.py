"""Stores one part of an upload: a sealed blob of its own, bound to upload, number and blob."""

from collections.abc import Callable, Iterable

from sqlalchemy import delete, insert, select

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import SealedHeader
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.customer_keys.key import CustomerKey
from sealcanvas.s3.data_keys import open_data_key
from sealcanvas.s3.digests import Digests, Stored
from sealcanvas.s3.errors import InternalError, InvalidArgument, InvalidRequest
from sealcanvas.s3.layers.inner import inner_layer
from sealcanvas.s3.record import PartRecord
from sealcanvas.s3.seal_context import part_context
from sealcanvas.s3.sealing import Seal, disk_error, seal_into
from sealcanvas.s3.state import state_of
from sealcanvas.s3.store import etag_of
from sealcanvas.s3.tables import parts
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.upload import Upload, read_upload
from sealcanvas.service.call import Call

MAXIMUM_NUMBER = 10_000


def check_part_number(number: int) -> None:
    """Refuse a part number that is not in 1 … 10,000."""
    if not 1 <= number <= MAXIMUM_NUMBER:
        raise InvalidArgument(
            f"Part number must be an integer between 1 and {MAXIMUM_NUMBER}, inclusive", "partNumber", str(number)
        )


def check_algorithm(upload: Upload, digests: Digests) -> None:
    """Refuse a part whose checksum is of another kind than its upload's."""
    if digests.stated and upload.attributes["checksum_declared"] and digests.name != upload.checksum_name:
        raise InvalidRequest(
            f"Checksum Type mismatch occurred, expected checksum Type: {upload.checksum_name.lower()}, "
            f"actual checksum Type: {digests.name.lower()}"
        )


def check_wrapped_key(call: Call, target: ObjectTarget, upload: Upload, customer: CustomerKey | None) -> None:
    """Open an upload's data key and let go of it, to see that the caller may.

    Raises:
        ServiceError: KMS refuses kms:Decrypt, the customer's key is another one, the row is not what was written.
    """
    _data_key(call, target, upload, customer).wipe()


def _data_key(call: Call, target: ObjectTarget, upload: Upload, customer: CustomerKey | None) -> Secret:
    try:
        return open_data_key(call, target.bucket, target.key, upload.encryption, upload.wrapped_key, customer)
    except CryptoError as error:
        raise InternalError from error


def store_part(
    call: Call,
    target: ObjectTarget,
    upload: Upload,
    number: int,
    blocks: Iterable[bytes],
    digests: Digests,
    settle: Callable[[int], Stored],
    customer: CustomerKey | None = None,
) -> PartRecord:
    """Seal `blocks` as part `number`; an earlier part of that number is replaced.

    Args:
        customer: the key that the request brought, where the upload was begun with one.

    Raises:
        ServiceError: KMS refuses kms:Decrypt, the payload is not what was stated, the upload is gone.
    """
    instance, encryption = call.instance, upload.encryption
    data_key = _data_key(call, target, upload, customer)
    header = SealedHeader(SealedKind.PART, encryption.key_arn, upload.wrapped_key)
    state = state_of(instance)
    writer = instance.objects.create()
    context = part_context(target.bucket.name, target.key, upload.upload_id, number, writer.blob_id, encryption)
    try:
        inner = inner_layer(instance, target.bucket.name, target.key, encryption, context)
        size = seal_into(writer, blocks, Seal(data_key, header, context), digests, inner)
        checksum = settle(size)
        writer.publish()
    except OSError as error:
        writer.discard()
        raise disk_error(error) from error
    except BaseException:
        writer.discard()
        raise
    finally:
        data_key.wipe()
    etag = etag_of(encryption, digests.md5_hex)
    part = PartRecord(writer.blob_id, number, size, etag, instance.clock(), checksum)
    instance.database.defer_rest(lambda: state.reaper.unneeded([writer.blob_id]))
    try:
        unneeded = _put(call, target, upload, part)
    except BaseException:
        state.reaper.unneeded([writer.blob_id])
        raise
    state.reaper.unneeded(unneeded)
    return part


def _put(call: Call, target: ObjectTarget, upload: Upload, part: PartRecord) -> list[str]:
    where = (parts.c.upload_id == upload.upload_id, parts.c.number == part.number)
    with call.instance.database.transaction() as connection:
        read_upload(connection, target.bucket.bucket_id, target.key, upload.upload_id)
        unneeded = list(connection.execute(select(parts.c.blob_id).where(*where)).scalars())
        connection.execute(delete(parts).where(*where))
        connection.execute(
            insert(parts).values(
                blob_id=part.blob_id,
                upload_id=upload.upload_id,
                number=part.number,
                size=part.size,
                etag=part.etag,
                modified_at=part.modified_at,
                checksum=f"{part.checksum.name}:{part.checksum.value}",
            )
        )
    return unneeded
