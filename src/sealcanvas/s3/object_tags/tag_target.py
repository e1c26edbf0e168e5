"""The version whose tags a request is about."""

from sealcanvas.s3.missing import found
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.versions.delete_marker import not_allowed
from sealcanvas.service.call import Call


def tagged(call: Call, target: ObjectTarget, method: str) -> ObjectRecord:
    """The target's record, which can have tags.

    Args:
        method: the request's HTTP method, as the error tells it.

    Raises:
        MethodNotAllowed: it is a delete marker, named by its version id or not.
        ServiceError: as `found` raises.
    """
    if target.record is not None and target.record.marker:
        raise not_allowed(target.record, method)
    return found(call, target)
