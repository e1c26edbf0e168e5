"""Makes a bucket's row: for CreateBucket, and for the default bucket."""

import secrets
from typing import Any

from sqlalchemy import insert

from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.tables import buckets
from sealcanvas.service.instance import Instance


def make_bucket(
    instance: Instance,
    name: str,
    account: str,
    region: str,
    tags: dict[str, str] | None = None,
    encryption: dict[str, Any] | None = None,
) -> tuple[Bucket, bool]:
    """Return the bucket of that name, and whether it was made now; it may belong to another account.

    Args:
        encryption: the rule of its default encryption, for one that is made now.
    """
    with instance.database.transaction() as connection:
        bucket = read_bucket(connection, name)
        if bucket is not None:
            return bucket, False
        bucket = Bucket(
            bucket_id=secrets.token_hex(16),
            name=name,
            account=account,
            region=region,
            created_at=instance.clock(),
            policy_text=None,
            encryption=encryption,
            bucket_tags=tags or None,
            stamp=secrets.token_hex(8),
        )
        connection.execute(
            insert(buckets).values(
                bucket_id=bucket.bucket_id,
                name=name,
                account=account,
                region=region,
                created_at=bucket.created_at,
                tags=bucket.bucket_tags,
                encryption=encryption,
                stamp=bucket.stamp,
            )
        )
    return bucket, True
