"""The sorted keys of one bucket in memory, and how it stays true to the database.

Every change of a bucket's keys writes a new random stamp into the bucket's row and the change itself into a log
(`key_changes`), in the same unit of work. An index holds the stamp that it stands at, and a place in the log. Whoever
finds another stamp in the row than in the index (another process wrote) catches up by the log; where the log does not
lead from the one to the other (a commit failed and took changes back, or too much happened) all keys are read again.
All of it happens under the database's lock, but for the reading of a bucket's keys by `prepare`.
"""

import secrets
from collections.abc import Iterator

from sqlalchemy import Connection, Integer, LargeBinary, func, literal_column, select, type_coerce, update

from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.key_changes import Mark, changes_since, last_change, log_change
from sealcanvas.s3.sorted_keys import SortedKeys
from sealcanvas.s3.tables import buckets, objects
from sealcanvas.storage.columns import ciphers_of
from sealcanvas.storage.database import Database

_ROW = literal_column("s3_objects.rowid", Integer)
_BATCH = 500
_ATTEMPTS = 3


class KeyIndex:
    """A bucket's keys in order, as of `stamp`; `mark` is the newest change in the log by then, of whatever bucket."""

    def __init__(self, keys: SortedKeys, stamp: str, mark: Mark) -> None:
        self.keys = keys
        self.stamp = stamp
        self.mark = mark

    def catch_up(self, connection: Connection, bucket: Bucket) -> bool:
        """Carry over what others changed; whether the index now stands where the bucket does."""
        if self.stamp == bucket.stamp:
            self.mark = last_change(connection)
            return True
        changes = changes_since(connection, bucket.bucket_id, self.mark)
        if changes is None:
            return False
        for change in changes:
            if change.added:
                self.keys.add(change.key)
            else:
                self.keys.discard(change.key)
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
        index = KeyIndex(SortedKeys(_keys_read_in_pieces(database, bucket.bucket_id)), stamp, mark)
        with database.read() as connection:
            now = read_bucket(connection, bucket_name)
            if now is not None and now.bucket_id == bucket.bucket_id and index.catch_up(connection, now):
                if not _has_all(connection, index, now.bucket_id):
                    continue
                indexes[bucket.bucket_id] = index
                return


def current_keys(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> SortedKeys:
    """The bucket's keys, read from the database only where no index is at hand that can catch up.

    Args:
        bucket: as `connection` sees it now.
    """
    index = _current(connection, indexes, bucket)
    if index is None:
        rows = connection.execute(select(objects.c.key).where(objects.c.bucket_id == bucket.bucket_id)).scalars()
        index = KeyIndex(SortedKeys(rows), bucket.stamp, last_change(connection))
        indexes[bucket.bucket_id] = index
    return index.keys


def keys_changed(
    connection: Connection,
    indexes: dict[str, KeyIndex],
    bucket: Bucket,
    *,
    added: str | None = None,
    removed: str | None = None,
) -> None:
    """Carry one change into the bucket's stamp, the log and, where there is a current one, its index.

    Args:
        bucket: as `connection` sees it, within the unit of work that changes its objects.
    """
    for key, is_added in ((removed, False), (added, True)):
        if key is None:
            continue
        before, stamp = bucket.stamp, secrets.token_hex(8)
        connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(stamp=stamp))
        mark = log_change(connection, bucket.bucket_id, stamp, key, added=is_added)
        index = indexes.get(bucket.bucket_id)
        if index is not None and index.stamp == before:
            (index.keys.add if is_added else index.keys.discard)(key)
            index.stamp, index.mark = stamp, mark


def _current(connection: Connection, indexes: dict[str, KeyIndex], bucket: Bucket) -> KeyIndex | None:
    index = indexes.get(bucket.bucket_id)
    if index is None or index.catch_up(connection, bucket):
        return index
    del indexes[bucket.bucket_id]
    return None


def _keys_read_in_pieces(database: Database, bucket_id: str) -> Iterator[str]:
    """The bucket's keys in the order in which they lie: each page of the database file is opened once.

    A key whose row is replaced meanwhile has another row, which a second look at the rows finds; of keys that come or
    go the log tells.
    """
    cipher = ciphers_of(database.engine.dialect)["s3_objects.key"]
    sealed = type_coerce(objects.c.key, LargeBinary)
    done: set[int] = set()
    for _ in range(_ATTEMPTS):
        with database.read() as connection:
            rows = connection.execute(select(_ROW).where(objects.c.bucket_id == bucket_id)).scalars().all()
        todo = sorted(set(rows) - done)
        done.update(todo)
        for start in range(0, len(todo), _BATCH):
            wanted = select(sealed).where(_ROW.in_(todo[start : start + _BATCH]))
            with database.read() as connection:
                found = connection.execute(wanted).scalars().all()
            yield from [cipher.open(value).decode() for value in found]
        if not todo:
            return


def _has_all(connection: Connection, index: KeyIndex, bucket_id: str) -> bool:
    """Whether a row was replaced behind the reader's back: each key that was read is there, so their number tells."""
    count = select(func.count()).select_from(objects).where(objects.c.bucket_id == bucket_id)
    return connection.execute(count).scalar_one() == len(index.keys)
