"""ListBuckets."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("ListBuckets")
def list_buckets(call: Call, request: Request) -> Request:
    """ListBuckets."""
    raise NotImplementedError
