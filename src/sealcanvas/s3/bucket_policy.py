"""GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketPolicy")
def get_bucket_policy(call: Call, request: Request) -> Request:
    """GetBucketPolicy."""
    raise NotImplementedError


@s3.operation("PutBucketPolicy")
def put_bucket_policy(call: Call, request: Request) -> Request:
    """PutBucketPolicy."""
    raise NotImplementedError


@s3.operation("DeleteBucketPolicy")
def delete_bucket_policy(call: Call, request: Request) -> Request:
    """DeleteBucketPolicy."""
    raise NotImplementedError
