"""GetObject, HeadObject."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetObject")
def get_object(call: Call, request: Request) -> Request:
    """GetObject."""
    raise NotImplementedError


@s3.operation("HeadObject")
def head_object(call: Call, request: Request) -> Request:
    """HeadObject."""
    raise NotImplementedError
