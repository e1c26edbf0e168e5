"""GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy."""

from sqlalchemy import update

from sealcanvas.iam.pinned_principals import current_policy, pin_principals
from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.check_policy import check_bucket_policy
from sealcanvas.s3.errors import MethodNotAllowed, NoSuchBucketPolicy
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.block_policy import refuse_public_policy
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketPolicy", action=None, resource=bucket_named)
def get_bucket_policy(call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the policy's text as it was put; principals that are gone are shown by their unique ids."""
    _allow(call, bucket, "s3:GetBucketPolicy")
    if bucket.policy_text is None:
        raise NoSuchBucketPolicy(BucketName=bucket.name)
    return {"Policy": current_policy(call.instance, bucket.policy_text, bucket.policy_ids)}


@s3.operation("PutBucketPolicy", action=None, resource=bucket_named)
def put_bucket_policy(call: Call, bucket: Bucket, request: Request) -> None:
    """Replace the policy. Whoever locks everybody out is let in again by the account's root user, as on AWS."""
    _allow(call, bucket, "s3:PutBucketPolicy")
    check_bucket_policy(call.instance, bucket, request["Policy"])
    refuse_public_policy(call, bucket, request["Policy"])
    text, ids = pin_principals(call.instance, request["Policy"])
    _set(call, bucket, text, ids)


@s3.operation("DeleteBucketPolicy", action=None, resource=bucket_named)
def delete_bucket_policy(call: Call, bucket: Bucket, _request: Request) -> None:
    """Remove the policy; harmless where there is none."""
    _allow(call, bucket, "s3:DeleteBucketPolicy")
    _set(call, bucket, None, None)


def _allow(call: Call, bucket: Bucket, action: str) -> None:
    """Let the bucket's owner work on its policy.

    The root user of the owner may even against the bucket policy's explicit deny, but not against its organisation's
    policies; a permitted stranger gets 405 (Amazon S3 API Reference, PutBucketPolicy).
    """
    decision = s3.decide(call, action, bucket)
    owner = call.principal.kind == "root" and call.principal.account == bucket.account
    if not decision.allowed and (not owner or decision.reason == "service-control"):
        raise s3.access_denied(decision)
    if call.principal.account != bucket.account:
        raise MethodNotAllowed


def _set(call: Call, bucket: Bucket, text: str | None, ids: dict[str, str] | None) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(
            update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(policy=text, policy_ids=ids)
        )
