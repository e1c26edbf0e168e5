"""BlockPublicPolicy: no public policy is put."""

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.errors import Refused
from sealcanvas.s3.settings.public_access import public_access
from sealcanvas.s3.settings.public_policy import is_public
from sealcanvas.service.call import Call


def refuse_public_policy(call: Call, bucket: Bucket, text: str) -> None:
    """Refuse a policy that is public where the bucket blocks those.

    Raises:
        Refused: it does, in AWS's sentence.
    """
    if public_access(bucket.settings).block_policy and is_public(PolicyDocument.parse(text, "bucket")):
        raise Refused(
            f'User: {call.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "{bucket.arn}" '
            "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        )
