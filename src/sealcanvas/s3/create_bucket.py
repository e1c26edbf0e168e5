"""CreateBucket."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("CreateBucket")
def create_bucket(call: Call, request: Request) -> Request:
    """CreateBucket."""
    raise NotImplementedError
