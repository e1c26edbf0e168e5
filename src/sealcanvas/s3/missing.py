"""What a request for an object that is not there learns: only who may list the bucket is told."""

from sealcanvas.s3.errors import NoSuchKey, NoSuchVersion
from sealcanvas.s3.record import NULL, ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.versions.delete_marker import deleted, not_allowed
from sealcanvas.s3.versions.version_id import no_version_id
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError


def found(call: Call, target: ObjectTarget) -> ObjectRecord:
    """The target's record, which is an object.

    Raises:
        NoSuchKey: there is no object, or its current version is a delete marker, and the caller may know.
        NoSuchVersion, InvalidArgument: the version that was named is not there, and the caller may know.
        MethodNotAllowed: the version that was named is a delete marker.
        AccessDenied: there is none, and the caller lacks s3:ListBucket.
    """
    record = target.record
    if record is not None and not record.marker:
        return record
    if record is not None and target.version is not None:
        raise not_allowed(record)
    s3.check(call, "s3:ListBucket", target.bucket)
    raise nothing(target) if record is None else deleted(record)


def nothing(target: ObjectTarget) -> ServiceError:
    """What a request is answered with that names an object, or a version of one, that is not there."""
    if target.version is None or (target.version == NULL and not target.bucket.versioning):
        return NoSuchKey(Key=target.key)
    if not target.bucket.versioning:
        return no_version_id(target.version)
    return NoSuchVersion(Key=target.key, VersionId=target.version)
