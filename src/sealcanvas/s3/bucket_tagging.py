"""GetBucketTagging, PutBucketTagging, DeleteBucketTagging."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketTagging")
def get_bucket_tagging(call: Call, request: Request) -> Request:
    """GetBucketTagging."""
    raise NotImplementedError


@s3.operation("PutBucketTagging")
def put_bucket_tagging(call: Call, request: Request) -> Request:
    """PutBucketTagging."""
    raise NotImplementedError


@s3.operation("DeleteBucketTagging")
def delete_bucket_tagging(call: Call, request: Request) -> Request:
    """DeleteBucketTagging."""
    raise NotImplementedError
