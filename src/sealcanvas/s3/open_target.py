"""Opens what a request reads, in the version that it was authorized and judged for."""

from collections.abc import Callable

from sealcanvas.s3.customer_keys.key import OF_REQUEST
from sealcanvas.s3.customer_keys.presented import key_to_read
from sealcanvas.s3.missing import found
from sealcanvas.s3.opened import OpenedObject, open_object
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, read_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def open_target(
    call: Call,
    target: ObjectTarget,
    request: Request,
    judge: Callable[[ObjectRecord, Request], None],
    of: str = OF_REQUEST,
) -> OpenedObject:
    """Open the version that `target` found; where it was removed in between, what is there now, asked for anew.

    Args:
        judge: holds the record against the request's conditions, and raises.
        of: which of the request's customer keys is for this object.

    Raises:
        ServiceError: no such object, a condition that fails, a refusal, a file that does not open.
    """
    while True:
        record = found(call, target)
        customer = key_to_read(call, record.encryption, request, of)
        judge(record, request)
        opened = open_object(call, target.bucket, record, customer)
        if opened is not None:
            return opened
        target.look(call)
        s3.check(call, target.action("s3:GetObject"), target, read_conditions(call, target, request))
