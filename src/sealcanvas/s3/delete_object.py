"""DeleteObject and DeleteObjects."""

from typing import Any

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import AccessDenied, InvalidArgument, MalformedXML, NotImplementedByS3
from sealcanvas.s3.names import check_key
from sealcanvas.s3.preconditions import check_write
from sealcanvas.s3.record import read_object, remove_record
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.target import ObjectTarget, object_to_read, read_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request

_MAXIMUM_KEYS = 1000


@s3.operation("DeleteObject", resource=object_to_read, conditions=read_conditions)
def delete_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Remove an object; one that is not there is removed already."""
    if request.get("IfMatchSize") is not None or request.get("IfMatchLastModifiedTime") is not None:
        raise NotImplementedByS3(Header="x-amz-if-match-size")
    _remove(call, target.bucket, target.key, request.get("IfMatch"))
    return {}


@s3.operation("DeleteObjects", action=None, resource=bucket_named, atomic=False)
def delete_objects(call: Call, bucket: Bucket, request: Request) -> Request:
    """Remove up to 1,000 objects, each by its own decision; what failed is told object by object."""
    wanted = request["Delete"].get("Objects") or []
    if not 1 <= len(wanted) <= _MAXIMUM_KEYS:
        raise MalformedXML
    deleted: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for item in wanted:
        key = item.get("Key") or ""
        try:
            _remove_one(call, bucket, key, item)
        except ServiceError as error:
            errors.append({"Key": key, "Code": error.code, "Message": error.message})
        else:
            deleted.append({"Key": key})
    answer: dict[str, Any] = {}
    if deleted and not request["Delete"].get("Quiet"):
        answer["Deleted"] = deleted
    if errors:
        answer["Errors"] = errors
    return answer


def _remove_one(call: Call, bucket: Bucket, key: str, item: dict[str, Any]) -> None:
    check_key(key)
    if not key:
        raise MalformedXML
    if item.get("VersionId") not in (None, "null"):
        raise InvalidArgument("Invalid version id specified", "versionId", str(item["VersionId"]))
    target = ObjectTarget(bucket, key)
    with call.instance.database.read() as connection:
        target.record = read_object(connection, bucket, key)
    decision = s3.decide(call, "s3:DeleteObject", target, read_conditions(call, target, item))
    if not decision.allowed:
        raise AccessDenied(decision)
    _remove(call, bucket, key, item.get("ETag"))


def _remove(call: Call, bucket: Bucket, key: str, match: str | None) -> None:
    state = state_of(call.instance)
    with call.instance.database.transaction() as connection:
        record = read_object(connection, bucket, key)
        check_write(None if record is None else record.etag, {"IfMatch": match} if match is not None else {})
        unneeded = [] if record is None else remove_record(connection, state, bucket.name, record)
    state.reaper.unneeded(unneeded)
