"""GetObjectAttributes."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetObjectAttributes")
def get_object_attributes(call: Call, request: Request) -> Request:
    """GetObjectAttributes."""
    raise NotImplementedError
