"""UploadPart and UploadPartCopy: kms:Decrypt of the upload's data key is asked as the caller."""

import re
from contextlib import closing

from sealcanvas.s3.byte_range import ByteRange
from sealcanvas.s3.copy_source import open_source
from sealcanvas.s3.digests import Digests, Stored
from sealcanvas.s3.encryption import SSE_KMS
from sealcanvas.s3.errors import InvalidArgument, NotImplementedByS3
from sealcanvas.s3.sealing import check_length, check_whole
from sealcanvas.s3.service import s3
from sealcanvas.s3.store_part import check_algorithm, check_part_number, store_part
from sealcanvas.s3.target import ObjectTarget, object_to_write
from sealcanvas.s3.upload import find_upload, upload_conditions
from sealcanvas.s3.upload_body import body_of
from sealcanvas.s3.versions.version_id import version_read
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_RANGE = re.compile(r"bytes=(\d{1,19})-(\d{1,19})", re.ASCII)


@s3.operation("UploadPart", action="s3:PutObject", resource=object_to_write, conditions=upload_conditions, atomic=False)
def upload_part(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Seal one part."""
    _refuse_customer_keys(request)
    check_part_number(request["PartNumber"])
    upload = find_upload(call, target, request)
    md5 = upload.encryption.algorithm != SSE_KMS
    digests = Digests(request, md5=md5, algorithm=upload.checksum_name)
    check_algorithm(upload, digests)
    body = body_of(request)
    check_length(body)

    def settle(size: int) -> Stored:
        check_whole(body, size)
        return digests.settle(body.trailers)

    part = store_part(call, target, upload, request["PartNumber"], body, digests, settle)
    return {"ETag": part.etag, **part.checksum.member(), **upload.encryption.members()}


@s3.operation(
    "UploadPartCopy", action="s3:PutObject", resource=object_to_write, conditions=upload_conditions, atomic=False
)
def upload_part_copy(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Seal one part with bytes of another object."""
    _refuse_customer_keys(request)
    check_part_number(request["PartNumber"])
    upload = find_upload(call, target, request)
    digests = Digests({}, md5=upload.encryption.algorithm != SSE_KMS, algorithm=upload.checksum_name)
    source, opened = open_source(call, request)
    try:
        wanted = _source_range(request.get("CopySourceRange"), opened.record.size)

        def settle(_size: int) -> Stored:
            return digests.settle({})

        with closing(opened.stream(wanted)) as blocks:
            part = store_part(call, target, upload, request["PartNumber"], blocks, digests, settle)
    finally:
        opened.close()
    result = {"ETag": part.etag, "LastModified": part.modified_at, **part.checksum.member()}
    told = version_read(source.bucket, opened.record)
    copied = {"CopySourceVersionId": told["VersionId"]} if told else {}
    return {"CopyPartResult": result, **copied, **upload.encryption.members()}


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


def _refuse_customer_keys(request: Request) -> None:
    for prefix in ("SSECustomer", "CopySourceSSECustomer"):
        if any(request.get(f"{prefix}{name}") for name in ("Algorithm", "Key", "KeyMD5")):
            raise NotImplementedByS3(Header="x-amz-server-side-encryption-customer-algorithm")
