"""ListObjectVersions."""

from typing import Any

from sealcanvas.s3.bucket import Bucket, bucket_named, bucket_now
from sealcanvas.s3.errors import InvalidArgument, NotImplementedByS3
from sealcanvas.s3.key_index import current_index, prepare
from sealcanvas.s3.list_objects import MAXIMUM, encoded, entry_of, list_conditions
from sealcanvas.s3.owner import owner
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.versions.version_id import check_version_id
from sealcanvas.s3.versions.version_page import version_page
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation(
    "ListObjectVersions",
    action="s3:ListBucketVersions",
    resource=bucket_named,
    conditions=list_conditions,
    atomic=False,
)
def list_object_versions(call: Call, bucket: Bucket, request: Request) -> Request:
    """Return one page of the versions and delete markers, by key, the newest of a key first."""
    if request.get("OptionalObjectAttributes"):
        raise NotImplementedByS3(Header="x-amz-optional-object-attributes")
    asked = request.get("MaxKeys", MAXIMUM)
    if asked < 0:
        raise InvalidArgument("Argument maxKeys must be an integer between 0 and 2147483647", "max-keys", str(asked))
    prefix, delimiter, key_marker = (request.get(name) or "" for name in ("Prefix", "Delimiter", "KeyMarker"))
    version_marker = check_version_id(request.get("VersionIdMarker") or None, "version-id-marker")
    if version_marker is not None and not key_marker:
        raise InvalidArgument(
            "A version-id marker cannot be specified without a key marker.", "version-id-marker", version_marker
        )
    indexes = state_of(call.instance).indexes
    prepare(call.instance.database, indexes, bucket.name)
    # One lock over the look at the stamp, the walk and the rows: a page shows one moment.
    with call.instance.database.read() as connection:
        now = bucket_now(connection, bucket)
        page = version_page(
            connection,
            now,
            current_index(connection, indexes, now),
            prefix=prefix,
            delimiter=delimiter,
            key_marker=key_marker,
            version_marker=version_marker,
            limit=min(asked, MAXIMUM),
        )
    answer: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": prefix,
        "KeyMarker": key_marker,
        "VersionIdMarker": version_marker or "",
        "MaxKeys": min(asked, MAXIMUM),
        "IsTruncated": page.truncated,
        "Versions": [_version(record, bucket.account) for record in page.versions if not record.marker],
        "DeleteMarkers": [_marker(record, bucket.account) for record in page.versions if record.marker],
        "CommonPrefixes": [{"Prefix": group} for group in page.groups],
    }
    if delimiter:
        answer["Delimiter"] = delimiter
    if page.truncated:
        answer["NextKeyMarker"] = page.last_key
        answer["NextVersionIdMarker"] = page.last_version
    return encoded(answer, request)


def _version(record: ObjectRecord, account: str) -> dict[str, Any]:
    return entry_of(record, account) | {"VersionId": record.shown_id, "IsLatest": record.current}


def _marker(record: ObjectRecord, account: str) -> dict[str, Any]:
    return {
        "Key": record.key,
        "VersionId": record.shown_id,
        "IsLatest": record.current,
        "LastModified": record.modified_at,
        "Owner": owner(account),
    }
