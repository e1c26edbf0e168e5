"""GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketEncryption")
def get_bucket_encryption(call: Call, request: Request) -> Request:
    """GetBucketEncryption."""
    raise NotImplementedError


@s3.operation("PutBucketEncryption")
def put_bucket_encryption(call: Call, request: Request) -> Request:
    """PutBucketEncryption."""
    raise NotImplementedError


@s3.operation("DeleteBucketEncryption")
def delete_bucket_encryption(call: Call, request: Request) -> Request:
    """DeleteBucketEncryption."""
    raise NotImplementedError
