"""DeleteBucket."""

from sqlalchemy import delete, exists, or_, select

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import BucketNotEmpty
from sealcanvas.s3.key_changes import forget_changes
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import remove_settings
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import buckets, objects, uploads
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("DeleteBucket", resource=bucket_named)
def delete_bucket(call: Call, bucket: Bucket, _request: Request) -> None:
    """Remove an empty bucket; noncurrent versions, delete markers and uploads in progress count as contents."""
    state = state_of(call.instance)
    with call.instance.database.transaction() as connection:
        filled = or_(
            exists().where(objects.c.bucket_id == bucket.bucket_id),
            exists().where(uploads.c.bucket_id == bucket.bucket_id),
        )
        if connection.execute(select(filled)).scalar():
            told = f"{BucketNotEmpty.text}. You must delete all versions in the bucket." if bucket.versioning else ""
            raise BucketNotEmpty(told, BucketName=bucket.name)
        remove_settings(connection, bucket)
        connection.execute(delete(buckets).where(buckets.c.bucket_id == bucket.bucket_id))
        forget_changes(connection, bucket.bucket_id)
        state.indexes.pop(bucket.bucket_id, None)
