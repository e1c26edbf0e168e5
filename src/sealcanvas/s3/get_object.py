"""GetObject and HeadObject: kms:Decrypt is asked as the caller for both."""

from typing import Any

from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.s3.byte_range import ByteRange, parse_range
from sealcanvas.s3.describe import describe
from sealcanvas.s3.errors import InvalidPartNumber, InvalidRequest
from sealcanvas.s3.lifecycle.told import expiration_of
from sealcanvas.s3.object_tags.permission import tag_count
from sealcanvas.s3.open_target import open_target
from sealcanvas.s3.opened import OpenedObject
from sealcanvas.s3.preconditions import check_read
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, object_to_read, read_conditions
from sealcanvas.s3.versions.version_id import version_read
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation(
    "GetObject",
    action="s3:GetObject",
    version_action="s3:GetObjectVersion",
    resource=object_to_read,
    conditions=read_conditions,
    atomic=False,
)
def get_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Return an object's headers, and its plaintext as the stream `Body`."""
    opened = _open(call, target, request)
    try:
        answer, wanted = _answer(call, target, opened, request)
        answer |= expiration_of(call.instance, target.bucket, opened.record)
        answer["Body"] = opened.stream(wanted)
    except BaseException:
        opened.close()
        raise
    return answer


@s3.operation(
    "HeadObject",
    action="s3:GetObject",
    version_action="s3:GetObjectVersion",
    resource=object_to_read,
    conditions=read_conditions,
    atomic=False,
)
def head_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Return an object's headers; who may not decrypt it does not see them either."""
    opened = _open(call, target, request)
    try:
        return _answer(call, target, opened, request)[0] | expiration_of(call.instance, target.bucket, opened.record)
    finally:
        opened.close()


def _open(call: Call, target: ObjectTarget, request: Request) -> OpenedObject:
    if request.get("Range") and request.get("PartNumber") is not None:
        raise InvalidRequest("Cannot specify both Range header and partNumber query parameter")
    if call.principal == ANONYMOUS and any(name.startswith("Response") and request[name] for name in request):
        raise InvalidRequest("Request specific response headers cannot be used for anonymous GET requests.")
    return open_target(call, target, request, check_read)


def _answer(
    call: Call, target: ObjectTarget, opened: OpenedObject, request: Request
) -> tuple[dict[str, Any], ByteRange | None]:
    record = opened.record
    answer = describe(record, request) | opened.encryption_members | version_read(target.bucket, record)
    answer |= tag_count(call, target, record, request)
    number = request.get("PartNumber")
    if number is None:
        wanted = parse_range(request.get("Range"), record.size)
    else:
        wanted = _part(opened, number)
        if record.upload_id is not None:
            answer["PartsCount"] = len(opened.segments)
    if request.get("ChecksumMode") == "ENABLED" and (wanted is None or wanted.length == record.size):
        answer |= record.checksum.members()
    if wanted is not None:
        answer["ContentLength"] = wanted.length
        if record.size:
            answer["ContentRange"] = wanted.content_range
    return answer, wanted


def _part(opened: OpenedObject, number: int) -> ByteRange:
    size = opened.record.size
    for segment in opened.segments:
        if segment.number == number:
            return ByteRange(segment.start, segment.start + segment.size, size)
    raise InvalidPartNumber(PartNumberRequested=str(number), ActualPartCount=str(len(opened.segments)))
