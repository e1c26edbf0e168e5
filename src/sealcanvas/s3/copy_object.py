"""CopyObject."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("CopyObject")
def copy_object(call: Call, request: Request) -> Request:
    """CopyObject."""
    raise NotImplementedError
