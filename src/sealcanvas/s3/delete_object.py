"""DeleteObject and DeleteObjects."""

from typing import Any

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import AccessDenied, InvalidArgument, MalformedXML, NoSuchVersion, NotImplementedByS3
from sealcanvas.s3.names import check_key
from sealcanvas.s3.preconditions import check_write
from sealcanvas.s3.record import NULL
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.target import ObjectTarget, delete_conditions, object_to_read
from sealcanvas.s3.versions.succession import delete_current, remove_version
from sealcanvas.s3.versions.version_id import is_version_id, no_version_id
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request

_MAXIMUM_KEYS = 1000
_BYPASS = "x-amz-bypass-governance-retention"


@s3.operation(
    "DeleteObject",
    version_action="s3:DeleteObjectVersion",
    resource=object_to_read,
    conditions=delete_conditions,
)
def delete_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Delete an object, or remove the version that is named; one that is not there is removed already."""
    if request.get("IfMatchSize") is not None or request.get("IfMatchLastModifiedTime") is not None:
        raise NotImplementedByS3(Header="x-amz-if-match-size")
    _refuse_bypass(request)
    return _delete(call, target, request.get("IfMatch"))


@s3.operation("DeleteObjects", action=None, resource=bucket_named, atomic=False)
def delete_objects(call: Call, bucket: Bucket, request: Request) -> Request:
    """Delete up to 1,000 objects or versions, each by its own decision; what failed is told one by one."""
    wanted = request["Delete"].get("Objects") or []
    if not 1 <= len(wanted) <= _MAXIMUM_KEYS:
        raise MalformedXML
    _refuse_bypass(request)
    deleted: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    call.instance.database.defer_rest()  # a thousand objects are one commit
    for item in wanted:
        named = {"Key": item.get("Key") or ""}
        if item.get("VersionId"):
            named["VersionId"] = item["VersionId"]
        try:
            told = _delete_one(call, bucket, item)
        except ServiceError as error:
            errors.append({**named, "Code": error.code, "Message": error.message})
        else:
            deleted.append({**named, **told})
    answer: dict[str, Any] = {}
    if deleted and not request["Delete"].get("Quiet"):
        answer["Deleted"] = deleted
    if errors:
        answer["Errors"] = errors
    return answer


def _delete_one(call: Call, bucket: Bucket, item: dict[str, Any]) -> dict[str, Any]:
    key, version = item.get("Key") or "", item.get("VersionId") or None
    check_key(key)
    if not key:
        raise MalformedXML
    if item.get("Size") is not None or item.get("LastModifiedTime") is not None:
        raise NotImplementedByS3(Header="x-amz-if-match-size")
    if version is not None and not is_version_id(version):
        raise NoSuchVersion
    target = ObjectTarget(bucket, key, version=version)
    target.look(call)
    match = item.get("ETag")
    decision = s3.decide(
        call, target.action("s3:DeleteObject"), target, delete_conditions(call, target, {"IfMatch": match})
    )
    if not decision.allowed:
        raise AccessDenied(decision)
    if version not in (None, NULL) and not bucket.versioning:
        raise NoSuchVersion
    done = _delete(call, target, match)
    if not done.get("DeleteMarker"):
        return {}
    return {"DeleteMarker": True, "DeleteMarkerVersionId": done["VersionId"]}


def _delete(call: Call, target: ObjectTarget, match: str | None) -> dict[str, Any]:
    """Delete the current version or remove the named one; what DeleteObject tells of it."""
    bucket, state = target.bucket, state_of(call.instance)
    if target.version not in (None, NULL) and not bucket.versioning:
        raise no_version_id(str(target.version))
    with call.instance.database.transaction() as connection:
        target.look(call)
        record = target.record
        there = None if record is None or record.marker else record.etag
        check_write(there, {"IfMatch": match} if match is not None else {})
        if target.version is None:
            marker, unneeded = delete_current(connection, state, bucket, target.key, call.instance.clock())
        else:
            marker = record if record is not None and record.marker else None
            unneeded = [] if record is None else remove_version(connection, state, bucket, record)
    state.reaper.unneeded(unneeded)
    if marker is not None:
        return {"DeleteMarker": True, "VersionId": marker.shown_id}
    return {"VersionId": target.version} if target.version is not None and bucket.versioning else {}


def _refuse_bypass(request: Request) -> None:
    if request.get("BypassGovernanceRetention"):
        raise InvalidArgument(f"{_BYPASS} is only applicable to Object Lock enabled buckets.", _BYPASS)
