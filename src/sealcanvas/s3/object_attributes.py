"""GetObjectAttributes."""

from dataclasses import replace
from typing import Any

from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.list_parts import MAXIMUM, part_window
from sealcanvas.s3.open_target import open_target
from sealcanvas.s3.record import ObjectRecord, read_parts
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, object_to_read, read_conditions
from sealcanvas.s3.versions.version_id import version_read
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_KNOWN = frozenset({"ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"})


@s3.operation(
    "GetObjectAttributes",
    action="s3:GetObject",
    version_action="s3:GetObjectVersion",
    resource=object_to_read,
    conditions=read_conditions,
    atomic=False,
)
def get_object_attributes(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Return what is asked for of an object; s3:GetObjectAttributes is needed besides s3:GetObject."""
    s3.check(call, target.action("s3:GetObjectAttributes"), target, read_conditions(call, target, request))
    wanted = set(request["ObjectAttributes"])
    if not wanted or wanted - _KNOWN:
        raise InvalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", ",".join(sorted(wanted)))
    opened = open_target(call, target, request, lambda _record, _request: None)
    opened.close()
    record = opened.record
    answer: dict[str, Any] = {"LastModified": record.modified_at, **version_read(target.bucket, record)}
    if "ETag" in wanted:
        answer["ETag"] = record.etag.strip('"')
    if "Checksum" in wanted:
        # Here S3 gives a composite checksum without the number of parts behind it.
        checksum = record.checksum
        answer["Checksum"] = replace(checksum, value=checksum.value.partition("-")[0]).members()
    if "StorageClass" in wanted:
        answer["StorageClass"] = record.storage
    if "ObjectSize" in wanted:
        answer["ObjectSize"] = record.size
    if "ObjectParts" in wanted and record.upload_id is not None:
        answer["ObjectParts"] = _parts(call, record, record.upload_id, request)
    return answer


def _parts(call: Call, record: ObjectRecord, upload_id: str, request: Request) -> dict[str, Any]:
    marker, asked = part_window(request)
    limit = min(asked, MAXIMUM)
    with call.instance.database.read() as connection:
        parts = read_parts(connection, upload_id)
    behind = [part for part in parts if part.number > marker]
    shown = behind[:limit]
    return {
        "TotalPartsCount": record.attributes["parts"],
        "PartNumberMarker": marker,
        "NextPartNumberMarker": shown[-1].number if shown else 0,
        "MaxParts": limit,
        "IsTruncated": limit > 0 and len(behind) > limit,
        "Parts": [{"PartNumber": part.number, "Size": part.size, **part.checksum.member()} for part in shown],
    }
