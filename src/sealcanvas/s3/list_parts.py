"""ListParts."""

from typing import Any

from sqlalchemy import select

from sealcanvas.s3.customer_keys.presented import key_if_given
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.lifecycle.told import abort_of
from sealcanvas.s3.owner import owner
from sealcanvas.s3.record import to_part
from sealcanvas.s3.service import s3
from sealcanvas.s3.store_part import check_wrapped_key
from sealcanvas.s3.tables import parts
from sealcanvas.s3.target import ObjectTarget, object_to_write
from sealcanvas.s3.upload import find_upload
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

MAXIMUM = 1000


@s3.operation("ListParts", action="s3:ListMultipartUploadParts", resource=object_to_write)
def list_parts(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Return one page of an upload's parts, by number."""
    upload = find_upload(call, target, request)
    customer = key_if_given(call, upload.encryption, request)
    if customer is not None:
        check_wrapped_key(call, target, upload, customer)
    marker, asked = part_window(request)
    limit = min(asked, MAXIMUM)
    wanted = (
        select(parts)
        .where(parts.c.upload_id == upload.upload_id, parts.c.number > marker)
        .order_by(parts.c.number)
        .limit(limit + 1)
    )
    with call.instance.database.read() as connection:
        found = [to_part(row) for row in connection.execute(wanted)]
    shown = found[:limit]
    checksums = bool(upload.attributes["checksum_declared"])
    answer: dict[str, Any] = {
        "Bucket": target.bucket.name,
        "Key": target.key,
        "UploadId": upload.upload_id,
        "PartNumberMarker": marker,
        "NextPartNumberMarker": shown[-1].number if shown else 0,
        "MaxParts": limit,
        "IsTruncated": limit > 0 and len(found) > limit,
        "Parts": [
            {
                "PartNumber": part.number,
                "LastModified": part.modified_at,
                "ETag": part.etag,
                "Size": part.size,
                **(part.checksum.member() if checksums else {}),
            }
            for part in shown
        ],
        "Initiator": upload.attributes["initiator"],
        "Owner": owner(target.bucket.account),
        "StorageClass": upload.attributes["storage"],
        **upload.checksum_members(),
        **abort_of(call.instance, target.bucket, target.key, upload.created_at),
    }
    return answer


def part_window(request: Request) -> tuple[int, int]:
    """PartNumberMarker and MaxParts of a request.

    Raises:
        InvalidArgument: one of them is negative.
    """
    marker, limit = int(request.get("PartNumberMarker") or 0), int(request.get("MaxParts", MAXIMUM))
    for name, value in (("part-number-marker", marker), ("max-parts", limit)):
        if value < 0:
            raise InvalidArgument(f"Argument {name} must be an integer between 0 and 2147483647", name, str(value))
    return marker, limit
