"""The sorted keys of one bucket in memory, and how it stays true to the database.

Every change of a bucket's keys writes a new random stamp into the bucket's row, in the same unit of work. An index
holds the stamp that it stands at. Whoever finds another stamp in the row than in the index (another process wrote, or
a commit failed and took changes back) builds the index again. All of it happens under the database's lock.
"""

import secrets

from sqlalchemy import Connection, select, update

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.sorted_keys import SortedKeys
from sealcanvas.s3.tables import buckets, objects


class KeyIndex:
    """A bucket's keys in order, as of `stamp`."""

    def __init__(self, keys: SortedKeys, stamp: str) -> None:
        self.keys = keys
        self.stamp = stamp


def current_keys(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> SortedKeys:
    """The bucket's keys, read from the database only where no current index is at hand.

    Args:
        bucket: as `connection` sees it now.
    """
    index = indexes.get(bucket.bucket_id)
    if index is None or index.stamp != bucket.stamp:
        rows = connection.execute(select(objects.c.key).where(objects.c.bucket_id == bucket.bucket_id)).scalars()
        index = indexes[bucket.bucket_id] = KeyIndex(SortedKeys(rows), bucket.stamp)
    return index.keys


def keys_changed(
    connection: Connection,
    indexes: dict[str, KeyIndex],
    bucket: Bucket,
    *,
    added: str | None = None,
    removed: str | None = None,
) -> None:
    """Carry one change into the bucket's stamp and, where there is a current one, its index.

    Args:
        bucket: as `connection` sees it, within the unit of work that changes its objects.
    """
    if added is None and removed is None:
        return
    stamp = secrets.token_hex(8)
    connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(stamp=stamp))
    index = indexes.get(bucket.bucket_id)
    if index is None:
        return
    if index.stamp != bucket.stamp:
        del indexes[bucket.bucket_id]
        return
    if removed is not None:
        index.keys.discard(removed)
    if added is not None:
        index.keys.add(added)
    index.stamp = stamp
