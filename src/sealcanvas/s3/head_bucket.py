"""HeadBucket and GetBucketLocation."""

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("HeadBucket", action="s3:ListBucket", resource=bucket_named)
def head_bucket(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Say that the bucket is there, and in which region."""
    return {"BucketRegion": bucket.region, "BucketArn": bucket.arn}


@s3.operation("GetBucketLocation", resource=bucket_named)
def get_bucket_location(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the bucket's region; for us-east-1 nothing, as AWS has it."""
    return {"LocationConstraint": None if bucket.region == "us-east-1" else bucket.region}
