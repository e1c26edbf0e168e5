"""The sorted keys of one bucket in memory, and how they stay true to the database.

Every change of a bucket's keys writes a new random stamp into the bucket's row, in the same unit of work. An index
holds the stamp that it stands at. Whoever finds another stamp in the row than in the index (another process wrote, or
a commit failed and took changes back) builds the index again. All of it happens under the database's lock.
"""

import heapq
import secrets
from collections.abc import Iterator
from enum import Enum, auto

from sqlalchemy import Connection, select, update

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.sorted_keys import SortedKeys
from sealcanvas.s3.tables import buckets, objects


class Presence(Enum):
    """What a bucket has of a key."""

    ABSENT = auto()  # no version
    DELETED = auto()  # the current version is a delete marker
    SHOWN = auto()  # the current version is an object


class KeyIndex:
    """A bucket's keys in order, as of `stamp`.

    Attributes:
        keys: those whose current version is an object.
        deleted: those whose current version is a delete marker.
    """

    def __init__(self, keys: SortedKeys, deleted: SortedKeys, stamp: str) -> None:
        self.keys = keys
        self.deleted = deleted
        self.stamp = stamp

    def walk(self, bound: str, *, after: bool) -> Iterator[str]:
        """Every key that has a version, from `bound` on (`after`: behind it), in order."""
        if not len(self.deleted):
            return self.keys.walk(bound, after=after)
        return heapq.merge(self.keys.walk(bound, after=after), self.deleted.walk(bound, after=after))

    def move(self, key: str, before: Presence, now: Presence) -> None:
        """Carry a change of one key into the index."""
        for presence, keys in ((Presence.SHOWN, self.keys), (Presence.DELETED, self.deleted)):
            if before is presence:
                keys.discard(key)
            if now is presence:
                keys.add(key)


def current_index(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> KeyIndex:
    """The bucket's index, read from the database only where no current one is at hand.

    Args:
        bucket: as `connection` sees it now.
    """
    index = indexes.get(bucket.bucket_id)
    if index is None or index.stamp != bucket.stamp:
        wanted = select(objects.c.key, objects.c.marker).where(
            objects.c.bucket_id == bucket.bucket_id, objects.c.current.is_(True)
        )
        rows = connection.execute(wanted).all()
        shown, deleted = (SortedKeys(key for key, marker in rows if marker is kind) for kind in (False, True))
        index = indexes[bucket.bucket_id] = KeyIndex(shown, deleted, bucket.stamp)
    return index


def current_keys(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> SortedKeys:
    """The bucket's keys whose current version is an object; as `current_index`."""
    return current_index(connection, indexes, bucket).keys


def key_changed(
    connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket, key: str, before: Presence, now: Presence
) -> None:
    """Carry one change into the bucket's stamp and, where there is a current one, its index.

    Args:
        bucket: as `connection` sees it, within the unit of work that changes its objects.
    """
    if before is now:
        return
    stamp = secrets.token_hex(8)
    connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(stamp=stamp))
    index = indexes.get(bucket.bucket_id)
    if index is None:
        return
    if index.stamp != bucket.stamp:
        del indexes[bucket.bucket_id]
        return
    index.move(key, before, now)
    index.stamp = stamp
