"""ListObjects and ListObjectsV2."""

from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from sealcanvas.s3.bucket import Bucket, bucket_named, bucket_now
from sealcanvas.s3.errors import InvalidArgument, NotImplementedByS3
from sealcanvas.s3.key_index import current_keys, prepare
from sealcanvas.s3.listing import Page, list_page
from sealcanvas.s3.owner import owner
from sealcanvas.s3.page_token import read_token, write_token
from sealcanvas.s3.record import ObjectRecord, to_object
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import objects
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

MAXIMUM = 1000
_NAMES = ("Delimiter", "Prefix", "StartAfter", "Marker", "NextMarker", "KeyMarker", "NextKeyMarker")


def list_conditions(_call: Call, _bucket: Bucket, request: Request) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of s3:ListBucket."""
    keys: dict[str, str | tuple[str, ...]] = {}
    for member, name in (("Prefix", "s3:prefix"), ("Delimiter", "s3:delimiter"), ("MaxKeys", "s3:max-keys")):
        if request.get(member) is not None:
            keys[name] = str(request[member])
    return keys


@s3.operation("ListObjectsV2", action="s3:ListBucket", resource=bucket_named, conditions=list_conditions, atomic=False)
def list_objects_v2(call: Call, bucket: Bucket, request: Request) -> Request:
    """Return one page of the bucket's objects, in the order of their keys' bytes."""
    token = request.get("ContinuationToken")
    if token == "":
        raise InvalidArgument("The continuation token provided is incorrect", "continuation-token")
    after, group = read_token(token) if token else (request.get("StartAfter") or "", False)
    answer, page = _list(call, bucket, request, after, skip_group=group)
    answer["KeyCount"] = len(page.keys) + len(page.groups)
    if token:
        answer["ContinuationToken"] = token
    if request.get("StartAfter"):
        answer["StartAfter"] = request["StartAfter"]
    if page.truncated and page.last is not None:
        answer["NextContinuationToken"] = write_token(page.last, group=page.last_is_group)
    if not request.get("FetchOwner"):
        for entry in answer["Contents"]:
            del entry["Owner"]
    return encoded(answer, request)


@s3.operation("ListObjects", action="s3:ListBucket", resource=bucket_named, conditions=list_conditions, atomic=False)
def list_objects(call: Call, bucket: Bucket, request: Request) -> Request:
    """Return one page in the older form; its marker is the last key, or the last common prefix."""
    marker, delimiter, prefix = (request.get(name) or "" for name in ("Marker", "Delimiter", "Prefix"))
    at = marker.find(delimiter, len(prefix)) if delimiter and marker.startswith(prefix) else -1
    group = at >= 0 and at + len(delimiter) == len(marker)
    answer, page = _list(call, bucket, request, marker, skip_group=group)
    answer["Marker"] = marker
    if page.truncated and delimiter:
        answer["NextMarker"] = page.last
    return encoded(answer, request)


def encoded(answer: dict[str, Any], request: Request) -> dict[str, Any]:
    """The answer with its names percent-encoded, where the request asks for it.

    Raises:
        InvalidArgument: an encoding other than url.
    """
    encoding = request.get("EncodingType")
    if encoding is None:
        return answer
    if encoding != "url":
        raise InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", str(encoding))
    answer["EncodingType"] = encoding
    for name in _NAMES:
        if answer.get(name):
            answer[name] = quote(answer[name], safe="/")
    for entries in ("Contents", "Uploads", "Versions", "DeleteMarkers"):
        for entry in answer.get(entries, ()):
            entry["Key"] = quote(entry["Key"], safe="/")
    for entry in answer.get("CommonPrefixes", ()):
        entry["Prefix"] = quote(entry["Prefix"], safe="/")
    return answer


def _list(call: Call, bucket: Bucket, request: Request, after: str, *, skip_group: bool) -> tuple[dict[str, Any], Page]:
    if request.get("OptionalObjectAttributes"):
        raise NotImplementedByS3(Header="x-amz-optional-object-attributes")
    asked = request.get("MaxKeys", MAXIMUM)
    if asked < 0:
        raise InvalidArgument("Argument maxKeys must be an integer between 0 and 2147483647", "max-keys", str(asked))
    limit, prefix, delimiter = min(asked, MAXIMUM), request.get("Prefix") or "", request.get("Delimiter") or ""
    state = state_of(call.instance)
    prepare(call.instance.database, state.indexes, bucket.name)
    # One lock over the look at the stamp, the walk and the rows: a page shows one moment.
    with call.instance.database.read() as connection:
        now = bucket_now(connection, bucket)
        keys = current_keys(connection, state.indexes, now)
        page = list_page(keys, prefix=prefix, delimiter=delimiter, after=after, skip_group=skip_group, limit=limit)
        rows = connection.execute(
            select(objects).where(
                objects.c.bucket_id == now.bucket_id,
                objects.c.key_index.in_(page.keys),
                objects.c.current.is_(True),
            )
        ).all()
    records = {record.key: record for record in map(to_object, rows)}
    answer: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": prefix,
        "MaxKeys": asked if asked < MAXIMUM else MAXIMUM,
        "IsTruncated": page.truncated,
        "Contents": [entry_of(records[key], bucket.account) for key in page.keys],
        "CommonPrefixes": [{"Prefix": group} for group in page.groups],
    }
    if delimiter:
        answer["Delimiter"] = delimiter
    return answer, page


def entry_of(record: ObjectRecord, account: str) -> dict[str, Any]:
    """What a listing tells of an object."""
    return {
        "Key": record.key,
        "LastModified": record.modified_at,
        "ETag": record.etag,
        "ChecksumAlgorithm": [record.checksum.name],
        "ChecksumType": record.checksum.kind,
        "Size": record.size,
        "StorageClass": record.storage,
        "Owner": owner(account),
    }
