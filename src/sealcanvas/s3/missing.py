"""What a request for an object that is not there learns: only who may list the bucket is told."""

from sealcanvas.s3.errors import NoSuchKey
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.service.call import Call


def found(call: Call, target: ObjectTarget) -> ObjectRecord:
    """The target's record.

    Raises:
        NoSuchKey: there is no object, and the caller may know.
        AccessDenied: there is none, and the caller lacks s3:ListBucket.
    """
    if target.record is None:
        s3.check(call, "s3:ListBucket", target.bucket)
        raise NoSuchKey(Key=target.key)
    return target.record
