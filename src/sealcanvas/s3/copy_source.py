"""What CopyObject and UploadPartCopy copy from: its name, its decision, its bytes."""

from urllib.parse import unquote

from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.customer_keys.key import OF_SOURCE
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.names import check_key
from sealcanvas.s3.open_target import open_target
from sealcanvas.s3.opened import OpenedObject
from sealcanvas.s3.preconditions import check_source
from sealcanvas.s3.record import read_object
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, read_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def parse_copy_source(text: str) -> tuple[str, str]:
    """Split `bucket/key?versionId=…`, percent-encoded, into bucket and key.

    Raises:
        InvalidArgument: it has no key, or names a version (there is only one of each object).
    """
    path, _, query = text.partition("?")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    if query not in ("", "versionId=null"):
        raise InvalidArgument("Invalid version id specified", "x-amz-copy-source", text[:256])
    if not bucket or not key:
        raise InvalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
            "x-amz-copy-source",
            text[:256],
        )
    check_key(key)
    return bucket, key


def open_source(call: Call, request: Request) -> tuple[ObjectTarget, OpenedObject]:
    """Authorize s3:GetObject and kms:Decrypt on the source, and open it.

    Raises:
        ServiceError: as GetObject of the source raises.
    """
    bucket_name, key = parse_copy_source(request["CopySource"])
    bucket = find_bucket(call, bucket_name, request.get("ExpectedSourceBucketOwner"))
    source = ObjectTarget(bucket, key)
    with call.instance.database.read() as connection:
        source.record = read_object(connection, bucket, key)
    s3.check(call, "s3:GetObject", source, read_conditions(call, source, request))
    return source, open_target(call, source, request, check_source, OF_SOURCE)
