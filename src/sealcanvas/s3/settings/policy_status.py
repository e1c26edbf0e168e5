"""GetBucketPolicyStatus."""

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import NoSuchBucketPolicy
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.public_policy import is_public
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketPolicyStatus", resource=bucket_named)
def get_bucket_policy_status(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Tell whether the bucket's policy is public, by AWS's meaning of the word."""
    if bucket.policy_text is None:
        raise NoSuchBucketPolicy(BucketName=bucket.name)
    return {"PolicyStatus": {"IsPublic": is_public(PolicyDocument.parse(bucket.policy_text, "bucket"))}}
