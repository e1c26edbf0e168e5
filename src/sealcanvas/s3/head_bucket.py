"""HeadBucket, GetBucketLocation."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("HeadBucket")
def head_bucket(call: Call, request: Request) -> Request:
    """HeadBucket."""
    raise NotImplementedError


@s3.operation("GetBucketLocation")
def get_bucket_location(call: Call, request: Request) -> Request:
    """GetBucketLocation."""
    raise NotImplementedError
