"""What CopyObject and UploadPartCopy copy from: its name, its decision, its bytes."""

from urllib.parse import unquote

from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.customer_keys.key import OF_SOURCE
from sealcanvas.s3.errors import InvalidArgument, InvalidRequest
from sealcanvas.s3.names import check_key
from sealcanvas.s3.open_target import open_target
from sealcanvas.s3.opened import OpenedObject
from sealcanvas.s3.preconditions import check_source
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, read_conditions
from sealcanvas.s3.versions.version_id import check_version_id
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def parse_copy_source(text: str) -> tuple[str, str, str | None]:
    """Split `bucket/key?versionId=…`, percent-encoded, into bucket, key and version id, or None.

    Raises:
        InvalidArgument: it has no key, or what it names is no version id.
    """
    path, query, name_and_value = text.partition("?")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    name, _, value = name_and_value.partition("=")
    if query and name != "versionId":
        raise InvalidArgument("Invalid version id specified", "x-amz-copy-source", text[:256])
    version = check_version_id(unquote(value), "x-amz-copy-source") if query else None
    if not bucket or not key:
        raise InvalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
            "x-amz-copy-source",
            text[:256],
        )
    check_key(key)
    return bucket, key, version


def open_source(call: Call, request: Request) -> tuple[ObjectTarget, OpenedObject]:
    """Authorize s3:GetObject (s3:GetObjectVersion) and kms:Decrypt on the source, and open it.

    Raises:
        InvalidRequest: it names a delete marker.
        ServiceError: as GetObject of the source raises.
    """
    bucket_name, key, version = parse_copy_source(request["CopySource"])
    bucket = find_bucket(call, bucket_name, request.get("ExpectedSourceBucketOwner"))
    source = ObjectTarget(bucket, key, version=version)
    source.look(call)
    s3.check(call, source.action("s3:GetObject"), source, read_conditions(call, source, request))
    if version is not None and source.record is not None and source.record.marker:
        raise InvalidRequest(
            "The source of a copy request may not specifically refer to a delete marker by version id."
        )
    return source, open_target(call, source, request, check_source, OF_SOURCE)
