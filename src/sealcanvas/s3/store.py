"""Stores one object: seal, publish, then its row in one unit of work. What failed leaves nothing behind."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sealcanvas.crypto.sealed import SealedHeader
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.data_keys import new_data_key
from sealcanvas.s3.digests import Digests, Stored
from sealcanvas.s3.encryption import SSE_S3, Encryption
from sealcanvas.s3.layers.inner import inner_layer
from sealcanvas.s3.preconditions import check_write
from sealcanvas.s3.record import ObjectRecord, read_object
from sealcanvas.s3.seal_context import object_context
from sealcanvas.s3.sealing import Seal, disk_error, seal_into
from sealcanvas.s3.state import state_of
from sealcanvas.s3.upkeep.noted import note_blob
from sealcanvas.s3.versions.succession import add_version, new_version_id
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def etag_of(encryption: Encryption, md5_hex: Callable[[], str]) -> str:
    """The ETag of one upload: the MD5 under SSE-S3; under any other key it must not tell anything of the bytes."""
    return f'"{md5_hex() if encryption.algorithm == SSE_S3 else secrets.token_hex(16)}"'


def store_object(
    call: Call,
    bucket: Bucket,
    key: str,
    encryption: Encryption,
    blocks: Iterable[bytes],
    digests: Digests,
    attributes: dict[str, Any],
    conditions: Request,
    settle: Callable[[int], Stored],
) -> ObjectRecord:
    """Seal `blocks` as the new version of an object and make it current.

    Args:
        attributes: `stored_headers.attributes_of` the request.
        conditions: the request's If-Match and If-None-Match, held against what is there before and at the end.
        settle: called with the payload's length when all of it has passed; raises if it is not what was announced.

    Raises:
        ServiceError: a condition fails, KMS refuses, or the payload is not what was stated.
    """
    instance = call.instance
    if conditions.get("IfMatch") is not None or conditions.get("IfNoneMatch") is not None:
        with instance.database.read() as connection:
            before = read_object(connection, bucket, key)
        check_write(None if before is None else before.etag, conditions)
    data_key, wrapped = new_data_key(call, bucket, key, encryption)
    version_id = new_version_id()
    header = SealedHeader(SealedKind.OBJECT, encryption.key_arn, wrapped)
    seal = Seal(data_key, header, object_context(bucket.name, key, version_id, encryption))
    state = state_of(instance)
    writer = instance.objects.create()
    try:
        sealed = seal_into(
            writer, blocks, seal, digests, inner_layer(instance, bucket.name, key, encryption, seal.context)
        )
        checksum = settle(sealed.size)
        writer.publish()
    except OSError as error:
        writer.discard()
        raise disk_error(error) from error
    except BaseException:
        writer.discard()
        raise
    finally:
        data_key.wipe()
    record = ObjectRecord(
        version_id=version_id,
        key=key,
        size=sealed.size,
        etag=etag_of(encryption, digests.md5_hex),
        modified_at=instance.clock(),
        key_arn=encryption.key_arn,
        blob_id=writer.blob_id,
        upload_id=None,
        attributes={
            **attributes,
            "encryption": encryption.to_json(),
            "checksum": checksum.to_json(),
            "parts": 0,
            "purpose": call.purpose,
        },
    )
    instance.database.defer_rest()
    try:
        with instance.database.transaction() as connection:
            instance.database.if_lost(lambda: state.reaper.unneeded([writer.blob_id]))
            note_blob(connection, writer.blob_id, sealed.header, sealed.sums, record.modified_at)
            written, unneeded = add_version(connection, state, bucket, record, conditions)
    except BaseException:
        state.reaper.unneeded([writer.blob_id])
        raise
    state.reaper.unneeded(unneeded)
    return written
