"""ListMultipartUploads."""

from typing import Any

from sqlalchemy import select

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.list_objects import encoded
from sealcanvas.s3.owner import owner
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.upload import Upload, to_upload
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

MAXIMUM = 1000


@s3.operation("ListMultipartUploads", action="s3:ListBucketMultipartUploads", resource=bucket_named)
def list_multipart_uploads(call: Call, bucket: Bucket, request: Request) -> Request:
    """Return one page of the uploads in progress, by key, then by the time they began."""
    prefix, delimiter = request.get("Prefix") or "", request.get("Delimiter") or ""
    key_marker, upload_marker = request.get("KeyMarker") or "", request.get("UploadIdMarker") or ""
    asked = request.get("MaxUploads", MAXIMUM)
    if asked < 0:
        raise InvalidArgument(
            "Argument max-uploads must be an integer between 0 and 2147483647", "max-uploads", str(asked)
        )
    limit = min(asked, MAXIMUM)
    with call.instance.database.read() as connection:
        rows = connection.execute(select(uploads).where(uploads.c.bucket_id == bucket.bucket_id)).all()
    found = sorted(map(to_upload, rows), key=lambda upload: (upload.key, upload.created_at, upload.upload_id))
    entries = _behind(_rolled_up(found, prefix, delimiter), key_marker, upload_marker)
    shown = entries[:limit]
    answer: dict[str, Any] = {
        "Bucket": bucket.name,
        "KeyMarker": key_marker,
        "UploadIdMarker": upload_marker,
        "Prefix": prefix,
        "MaxUploads": limit,
        "IsTruncated": limit > 0 and len(entries) > limit,
        "Uploads": [_entry(upload, bucket.account) for _, upload in shown if upload is not None],
        "CommonPrefixes": [{"Prefix": name} for name, upload in shown if upload is None],
    }
    if delimiter:
        answer["Delimiter"] = delimiter
    if answer["IsTruncated"]:
        name, last = shown[-1]
        answer["NextKeyMarker"] = name
        answer["NextUploadIdMarker"] = "" if last is None else last.upload_id
    return encoded(answer, request)


def _rolled_up(found: list[Upload], prefix: str, delimiter: str) -> list[tuple[str, Upload | None]]:
    """Uploads by key, and common prefixes without one, each once."""
    entries: list[tuple[str, Upload | None]] = []
    for upload in found:
        if not upload.key.startswith(prefix):
            continue
        at = upload.key.find(delimiter, len(prefix)) if delimiter else -1
        if at < 0:
            entries.append((upload.key, upload))
            continue
        group = (upload.key[: at + len(delimiter)], None)
        if not entries or entries[-1] != group:
            entries.append(group)
    return entries


def _behind(
    entries: list[tuple[str, Upload | None]], key_marker: str, upload_marker: str
) -> list[tuple[str, Upload | None]]:
    """The entries behind the markers; the upload marker counts only together with a key."""
    if not key_marker:
        return entries
    rest = [entry for entry in entries if entry[0] > key_marker]
    if upload_marker:
        same = [entry for entry in entries if entry[0] == key_marker and entry[1] is not None]
        ids = [upload.upload_id for _, upload in same if upload is not None]
        start = ids.index(upload_marker) + 1 if upload_marker in ids else len(ids)
        rest = same[start:] + rest
    return rest


def _entry(upload: Upload, account: str) -> dict[str, Any]:
    return {
        "Key": upload.key,
        "UploadId": upload.upload_id,
        "Initiated": upload.created_at,
        "StorageClass": upload.attributes["storage"],
        "Initiator": upload.attributes["initiator"],
        "Owner": owner(account),
        **upload.checksum_members(),
    }
