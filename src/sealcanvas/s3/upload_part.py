"""UploadPart and UploadPartCopy: kms:Decrypt of the upload's data key is asked as the caller."""

import re
from contextlib import closing
from typing import Any

from sealcanvas.s3.byte_range import ByteRange
from sealcanvas.s3.copy_source import open_source
from sealcanvas.s3.customer_keys.key import CustomerKey
from sealcanvas.s3.customer_keys.presented import key_to_write_part
from sealcanvas.s3.digests import Digests, Stored
from sealcanvas.s3.encryption import SSE_S3, check_blocked
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.sealing import check_length, check_whole
from sealcanvas.s3.service import s3
from sealcanvas.s3.store_part import check_algorithm, check_part_number, store_part
from sealcanvas.s3.target import ObjectTarget, object_to_write
from sealcanvas.s3.upload import Upload, find_upload, upload_conditions
from sealcanvas.s3.upload_body import body_of
from sealcanvas.s3.versions.version_id import version_read
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_RANGE = re.compile(r"bytes=(\d{1,19})-(\d{1,19})", re.ASCII)


@s3.operation("UploadPart", action="s3:PutObject", resource=object_to_write, conditions=upload_conditions, atomic=False)
def upload_part(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Seal one part."""
    check_part_number(request["PartNumber"])
    upload = find_upload(call, target, request)
    customer = key_to_write_part(call, upload.encryption, request)
    check_blocked(target.bucket, upload.encryption)
    md5 = upload.encryption.algorithm == SSE_S3
    digests = Digests(request, md5=md5, algorithm=upload.checksum_name)
    check_algorithm(upload, digests)
    body = body_of(request)
    check_length(body)

    def settle(size: int) -> Stored:
        check_whole(body, size)
        return digests.settle(body.trailers)

    part = store_part(call, target, upload, request["PartNumber"], body, digests, settle, customer)
    return {"ETag": part.etag, **part.checksum.member(), **_told(upload, customer)}


@s3.operation(
    "UploadPartCopy", action="s3:PutObject", resource=object_to_write, conditions=upload_conditions, atomic=False
)
def upload_part_copy(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Seal one part with bytes of another object."""
    check_part_number(request["PartNumber"])
    upload = find_upload(call, target, request)
    customer = key_to_write_part(call, upload.encryption, request)
    check_blocked(target.bucket, upload.encryption)
    digests = Digests({}, md5=upload.encryption.algorithm == SSE_S3, algorithm=upload.checksum_name)
    source, opened = open_source(call, request)
    try:
        wanted = _source_range(request.get("CopySourceRange"), opened.record.size)

        def settle(_size: int) -> Stored:
            return digests.settle({})

        with closing(opened.stream(wanted)) as blocks:
            part = store_part(call, target, upload, request["PartNumber"], blocks, digests, settle, customer)
    finally:
        opened.close()
    result = {"ETag": part.etag, "LastModified": part.modified_at, **part.checksum.member()}
    told = version_read(source.bucket, opened.record)
    copied = {"CopySourceVersionId": told["VersionId"]} if told else {}
    return {"CopyPartResult": result, **copied, **_told(upload, customer)}


def _told(upload: Upload, customer: CustomerKey | None) -> dict[str, Any]:
    return upload.encryption.members() if customer is None else customer.members()


def _source_range(text: str | None, size: int) -> ByteRange | None:
    if text is None:
        return None
    match = _RANGE.fullmatch(text)
    if match is None:
        raise InvalidArgument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
            "zero-based offsets of the first and last bytes to copy",
            "x-amz-copy-source-range",
            text[:256],
        )
    first, last = int(match[1]), int(match[2])
    if not first <= last < size:
        raise InvalidArgument(
            f"Range specified is not valid for source object of size: {size}", "x-amz-copy-source-range", text[:256]
        )
    return ByteRange(first, last + 1, size)
