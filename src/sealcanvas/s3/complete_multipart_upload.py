"""CompleteMultipartUpload: the parts become the object as they lie; nothing is sealed anew."""

from itertools import pairwise
from typing import Any
from urllib.parse import quote

from sqlalchemy import delete

from sealcanvas.s3.checksum_plan import combine, combined_etag
from sealcanvas.s3.customer_keys.presented import key_if_given
from sealcanvas.s3.digests import Stored, stated_checksum
from sealcanvas.s3.encryption import SSE_C
from sealcanvas.s3.errors import (
    BadDigest,
    EntityTooSmall,
    InvalidPart,
    InvalidPartOrder,
    InvalidRequest,
    MalformedXML,
)
from sealcanvas.s3.lifecycle.told import expiration_of
from sealcanvas.s3.record import ObjectRecord, PartRecord, read_parts
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.store_part import MAXIMUM_NUMBER, check_wrapped_key
from sealcanvas.s3.tables import parts, uploads
from sealcanvas.s3.target import ObjectTarget, object_to_write
from sealcanvas.s3.upload import Upload, find_upload, read_upload, upload_conditions
from sealcanvas.s3.versions.succession import add_version, new_version_id
from sealcanvas.s3.versions.version_id import version_written
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

MINIMUM_PART = 5 * 1024**2
_OF_UPLOAD = frozenset({"checksum_name", "checksum_kind", "checksum_declared", "initiator"})


@s3.operation("CompleteMultipartUpload", action="s3:PutObject", resource=object_to_write, conditions=upload_conditions)
def complete_multipart_upload(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Make the named parts the object, all at once; parts that are not named go."""
    upload = find_upload(call, target, request)
    customer = key_if_given(call, upload.encryption, request)
    # S3 asks KMS here too: who lost the key cannot finish what was begun with it. A customer's key may stay away.
    if customer is not None or upload.encryption.algorithm != SSE_C:
        check_wrapped_key(call, target, upload, customer)
    state = state_of(call.instance)
    with call.instance.database.transaction() as connection:
        read_upload(connection, target.bucket.bucket_id, target.key, upload.upload_id)
        there = {part.number: part for part in read_parts(connection, upload.upload_id)}
        chosen = _choose((request.get("MultipartUpload") or {}).get("Parts") or [], there)
        record = _record(call, upload, chosen, _checksum(upload, chosen, request))
        if request.get("MpuObjectSize") not in (None, record.size):
            raise InvalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.")
        left = [part.blob_id for part in there.values()]
        connection.execute(delete(uploads).where(uploads.c.upload_id == upload.upload_id))
        for blob_id in left:
            connection.execute(delete(parts).where(parts.c.blob_id == blob_id))
        record, replaced = add_version(connection, state, target.bucket, record, request)
    state.reaper.unneeded([*left, *replaced])
    return {
        "Location": f"/{target.bucket.name}/{quote(target.key)}",
        "Bucket": target.bucket.name,
        "Key": target.key,
        "ETag": record.etag,
        **version_written(record),
        **record.checksum.members(),
        **record.encryption.members(),
        **expiration_of(call.instance, target.bucket, record),
    }


def _choose(wanted: list[dict[str, Any]], there: dict[int, PartRecord]) -> list[PartRecord]:
    """Take the parts that a request names out of those that were uploaded."""
    if not wanted:
        raise InvalidRequest("You must specify at least one part")
    if len(wanted) > MAXIMUM_NUMBER or any(item.get("PartNumber") is None for item in wanted):
        raise MalformedXML
    numbers = [item["PartNumber"] for item in wanted]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise InvalidPartOrder
    chosen = []
    for item in wanted:
        part = there.pop(item["PartNumber"], None)
        if part is None or (item.get("ETag") or "").strip('"') != part.etag.strip('"'):
            raise InvalidPart(PartNumber=str(item["PartNumber"]), ETag=str(item.get("ETag")))
        stated = item.get(f"Checksum{part.checksum.name}")
        if stated is not None and stated != part.checksum.value:
            raise InvalidPart(PartNumber=str(item["PartNumber"]), ETag=part.etag)
        chosen.append(part)
    for part in chosen[:-1]:
        if part.size < MINIMUM_PART:
            raise EntityTooSmall(
                ProposedSize=str(part.size),
                MinSizeAllowed=str(MINIMUM_PART),
                PartNumber=str(part.number),
                ETag=part.etag,
            )
    return chosen


def _checksum(upload: Upload, chosen: list[PartRecord], request: Request) -> Stored:
    if request.get("ChecksumType") not in (None, upload.checksum_kind):
        raise InvalidRequest("The upload was created using another checksum type than the request states.")
    checksum = combine(upload.checksum_name, upload.checksum_kind, chosen)
    stated = stated_checksum(request)
    if stated is not None and stated[0] != checksum.name:
        raise InvalidRequest("The upload was created using another checksum algorithm than the request states.")
    if stated is not None and stated[1] not in (None, checksum.value, checksum.value.partition("-")[0]):
        raise BadDigest(f"The {checksum.name} you specified did not match the calculated checksum.")
    return checksum


def _record(call: Call, upload: Upload, chosen: list[PartRecord], checksum: Stored) -> ObjectRecord:
    attributes = {name: value for name, value in upload.attributes.items() if name not in _OF_UPLOAD}
    return ObjectRecord(
        version_id=new_version_id(),
        key=upload.key,
        size=sum(part.size for part in chosen),
        etag=combined_etag(chosen),
        modified_at=call.instance.clock(),
        key_arn=upload.key_arn,
        blob_id=None,
        upload_id=upload.upload_id,
        attributes={**attributes, "checksum": checksum.to_json(), "parts": len(chosen), "purpose": call.purpose},
    )
