"""DeleteBucket."""

from sqlalchemy import delete, exists, or_, select

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import BucketNotEmpty
from sealcanvas.s3.key_changes import forget_changes
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import buckets, objects, uploads
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("DeleteBucket", resource=bucket_named)
def delete_bucket(call: Call, bucket: Bucket, _request: Request) -> None:
    """Remove an empty bucket; uploads that were not completed count as contents."""
    state = state_of(call.instance)
    with call.instance.database.transaction() as connection:
        filled = or_(
            exists().where(objects.c.bucket_id == bucket.bucket_id),
            exists().where(uploads.c.bucket_id == bucket.bucket_id),
        )
        if connection.execute(select(filled)).scalar():
            raise BucketNotEmpty(BucketName=bucket.name)
        connection.execute(delete(buckets).where(buckets.c.bucket_id == bucket.bucket_id))
        forget_changes(connection, bucket.bucket_id)
        state.indexes.pop(bucket.bucket_id, None)
