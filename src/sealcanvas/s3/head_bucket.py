"""HeadBucket and GetBucketLocation."""

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import AccessDenied
from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("HeadBucket", action=None, resource=bucket_named)
def head_bucket(call: Call, bucket: Bucket, _request: Request) -> Request:
    """Say that the bucket is there, and in which region; the latter also to whoever may not list it (s3:ListBucket)."""
    decision = s3.decide(call, "s3:ListBucket", bucket)
    if not decision.allowed:
        refused = AccessDenied(decision)
        refused.headers = {"x-amz-bucket-region": bucket.region}  # by which clients find the right endpoint
        raise refused
    return {"BucketRegion": bucket.region, "BucketArn": bucket.arn, "AccessPointAlias": False}


@s3.operation("GetBucketLocation", resource=bucket_named)
def get_bucket_location(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the bucket's region; for us-east-1 nothing, as AWS has it."""
    return {"LocationConstraint": None if bucket.region == "us-east-1" else bucket.region}
