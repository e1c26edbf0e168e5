"""The sorted keys of one bucket in memory, and how they stay true to the database.

Every change of a bucket's keys writes a new random stamp into the bucket's row and the change itself into a log
(`key_changes`), in the same unit of work. An index holds the stamp that it stands at, and a place in the log. Whoever
finds another stamp in the row than in the index (another process wrote) catches up by the log; where the log does not
lead from the one to the other (a commit failed and took changes back, or too much happened) all keys are read again.
All of it happens under the database's lock, but for the reading of a bucket's keys by `prepare`.
"""

import heapq
import secrets
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select, update

from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.key_changes import Mark, Presence, changes_since, last_change, log_change
from sealcanvas.s3.keys_in_pieces import count_keys, keys_in_pieces
from sealcanvas.s3.sorted_keys import SortedKeys
from sealcanvas.s3.tables import buckets, objects
from sealcanvas.storage.changes import UNWATCHED
from sealcanvas.storage.database import Database

__all__ = ["KeyIndex", "Presence", "current_index", "current_keys", "key_changed", "prepare"]

_ATTEMPTS = 3


class KeyIndex:
    """A bucket's keys in order, as of `stamp`.

    Args:
        found: every key with a version, and whether its current one is a delete marker.

    Attributes:
        keys: those whose current version is an object.
        deleted: those whose current version is a delete marker.
        mark: the newest change in the log by then, of whatever bucket.
    """

    def __init__(self, found: Iterable[tuple[str, bool]], stamp: str, mark: Mark) -> None:
        rows = list(found)
        self.keys = SortedKeys(key for key, marker in rows if not marker)
        self.deleted = SortedKeys(key for key, marker in rows if marker)
        self.stamp = stamp
        self.mark = mark

    def __len__(self) -> int:
        return len(self.keys) + len(self.deleted)

    def walk(self, bound: str, *, after: bool) -> Iterator[str]:
        """Every key that has a version, from `bound` on (`after`: behind it), in order."""
        if not len(self.deleted):
            return self.keys.walk(bound, after=after)
        return heapq.merge(self.keys.walk(bound, after=after), self.deleted.walk(bound, after=after))

    def place(self, key: str, now: Presence) -> None:
        """Carry what a bucket now has of a key into the index, whatever it held of it."""
        for presence, keys in ((Presence.SHOWN, self.keys), (Presence.DELETED, self.deleted)):
            (keys.add if now is presence else keys.discard)(key)

    def catch_up(self, connection: Connection, bucket: Bucket) -> bool:
        """Carry over what others changed; whether the index now stands where the bucket does."""
        if self.stamp == bucket.stamp:
            self.mark = last_change(connection)
            return True
        changes = changes_since(connection, bucket.bucket_id, self.mark)
        if changes is None:
            return False
        for change in changes:
            self.place(change.key, Presence(change.presence))
            self.stamp, self.mark = change.stamp, Mark(change.sequence, change.stamp)
        return self.stamp == bucket.stamp


def prepare(database: Database, indexes: dict[str, KeyIndex], bucket_name: str) -> None:
    """Make sure of a current index, reading a large bucket's keys piece by piece: others are served in between."""
    for _ in range(_ATTEMPTS):
        with database.read() as connection:
            bucket = read_bucket(connection, bucket_name)
            if bucket is None or _current(connection, indexes, bucket) is not None:
                return
            stamp, mark = bucket.stamp, last_change(connection)
        index = KeyIndex(keys_in_pieces(database, bucket.bucket_id), stamp, mark)
        with database.read() as connection:
            now = read_bucket(connection, bucket_name)
            if now is None or now.bucket_id != bucket.bucket_id or not index.catch_up(connection, now):
                continue
            # Each key that was read is there; one whose row was replaced behind the reader's back may lack.
            if count_keys(connection, now.bucket_id) == len(index):
                indexes[bucket.bucket_id] = index
                return


def current_index(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> KeyIndex:
    """The bucket's index, read from the database only where none is at hand that can catch up.

    Args:
        bucket: as `connection` sees it now.
    """
    index = _current(connection, indexes, bucket)
    if index is None:
        wanted = select(objects.c.key, objects.c.marker).where(
            objects.c.bucket_id == bucket.bucket_id, objects.c.current.is_(True)
        )
        found = ((key, marker) for key, marker in connection.execute(wanted))
        index = indexes[bucket.bucket_id] = KeyIndex(found, bucket.stamp, last_change(connection))
    return index


def current_keys(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> SortedKeys:
    """The bucket's keys whose current version is an object; as `current_index`."""
    return current_index(connection, indexes, bucket).keys


def key_changed(
    connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket, key: str, before: Presence, now: Presence
) -> None:
    """Carry one change into the bucket's stamp, the log and, where there is a current one, its index.

    Args:
        bucket: as `connection` sees it, within the unit of work that changes its objects.
    """
    if before is now:
        return
    stamp = secrets.token_hex(8)
    put = update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(stamp=stamp)
    connection.execute(put, execution_options=UNWATCHED)  # whoever goes by the stamp reads it anew
    mark = log_change(connection, bucket.bucket_id, stamp, key, now)
    index = indexes.get(bucket.bucket_id)
    if index is not None and index.stamp == bucket.stamp:
        index.place(key, now)
        index.stamp, index.mark = stamp, mark


def _current(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> KeyIndex | None:
    index = indexes.get(bucket.bucket_id)
    if index is None or index.catch_up(connection, bucket):
        return index
    del indexes[bucket.bucket_id]
    return None
