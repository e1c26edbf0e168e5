"""The newest changes of all buckets' keys, in order: what another process's index in memory catches up by."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, String, Table, delete, insert, select

from sealcanvas.storage.columns import SealedText
from sealcanvas.storage.metadata import metadata

key_changes = Table(
    "s3_key_changes",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("bucket_id", String, nullable=False),
    # The bucket's stamp since this change.
    Column("stamp", String, nullable=False),
    Column("key", SealedText("s3_key_changes.key"), nullable=False),
    Column("presence", String, nullable=False),
    sqlite_autoincrement=True,
)

KEPT = 65_536
"""How many changes are kept at least; who is further behind reads all keys again."""
_PRUNE_EVERY = 4096

_LAST = select(key_changes.c.sequence, key_changes.c.stamp).order_by(key_changes.c.sequence.desc()).limit(1)
_INSERT = insert(key_changes)


class Presence(Enum):
    """What a bucket has of a key."""

    ABSENT = "absent"  # no version
    DELETED = "deleted"  # the current version is a delete marker
    SHOWN = "shown"  # the current version is an object


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the log: the change of that number, known by the stamp that it wrote."""

    sequence: int
    stamp: str


NOWHERE = Mark(0, "")


def last_change(connection: Connection) -> Mark:
    """The newest change of any bucket."""
    row = connection.execute(_LAST).one_or_none()
    return NOWHERE if row is None else Mark(row.sequence, row.stamp)


def log_change(connection: Connection, bucket_id: str, stamp: str, key: str, presence: Presence) -> Mark:
    """Write one change down, and forget those that are long past."""
    done = connection.execute(_INSERT, {"bucket_id": bucket_id, "stamp": stamp, "key": key, "presence": presence.value})
    assert done.inserted_primary_key is not None
    sequence: int = done.inserted_primary_key[0]
    if sequence % _PRUNE_EVERY == 0:
        connection.execute(delete(key_changes).where(key_changes.c.sequence <= sequence - KEPT))
    return Mark(sequence, stamp)


def changes_since(connection: Connection, bucket_id: str, mark: Mark) -> Sequence[Row[Any]] | None:
    """The bucket's changes behind `mark`, in order; None where the log no longer has, or never had, that place."""
    at = connection.execute(select(key_changes.c.stamp).where(key_changes.c.sequence == mark.sequence)).scalar()
    if at != mark.stamp:
        return None
    behind = (key_changes.c.sequence > mark.sequence, key_changes.c.bucket_id == bucket_id)
    return connection.execute(select(key_changes).where(*behind).order_by(key_changes.c.sequence)).all()


def forget_changes(connection: Connection, bucket_id: str) -> None:
    """Forget the changes of a bucket that is deleted."""
    connection.execute(delete(key_changes).where(key_changes.c.bucket_id == bucket_id))
