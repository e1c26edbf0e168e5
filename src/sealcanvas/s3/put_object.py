"""PutObject."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("PutObject")
def put_object(call: Call, request: Request) -> Request:
    """PutObject."""
    raise NotImplementedError
