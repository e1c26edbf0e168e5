"""GetBucketTagging, PutBucketTagging, DeleteBucketTagging."""

from sqlalchemy import update

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.bucket_tags import tag_set, tags_of_set
from sealcanvas.s3.errors import NoSuchTagSet
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketTagging", resource=bucket_named)
def get_bucket_tagging(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the bucket's tags."""
    if not bucket.bucket_tags:
        raise NoSuchTagSet(BucketName=bucket.name)
    return {"TagSet": tag_set(bucket.bucket_tags)}


@s3.operation("PutBucketTagging", resource=bucket_named)
def put_bucket_tagging(call: Call, bucket: Bucket, request: Request) -> None:
    """Replace the bucket's tags."""
    _set(call, bucket, tags_of_set(request["Tagging"].get("TagSet") or []) or None)


@s3.operation("DeleteBucketTagging", action="s3:PutBucketTagging", resource=bucket_named)
def delete_bucket_tagging(call: Call, bucket: Bucket, _request: Request) -> None:
    """Remove the bucket's tags."""
    _set(call, bucket, None)


def _set(call: Call, bucket: Bucket, tags: dict[str, str] | None) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(tags=tags))
