"""Carries lifecycle rules out: a pass over each bucket that has some, in small steps.

A bucket is gone through once a day (UTC), after a start, and when its rules change. Nothing is remembered on disk: what
a pass removed is gone by a commit of its own, and one that was cut off begins again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import bindparam, select

from sealcanvas.s3.bucket import Bucket, to_bucket
from sealcanvas.s3.lifecycle.due import ended
from sealcanvas.s3.lifecycle.removal import abort_upload, end_version, is_alone, newer_ones
from sealcanvas.s3.lifecycle.rule import Rule, abortion
from sealcanvas.s3.lifecycle.rules_of import NAME, rules_of
from sealcanvas.s3.record import ObjectRecord, to_object
from sealcanvas.s3.tables import bucket_settings, buckets, objects, uploads
from sealcanvas.service.instance import Instance

_PAGE = 500  # rows that are looked at in one step
_BATCH = 50  # what is removed in one step at most
_WITH_RULES = (
    select(bucket_settings.c.bucket_id, bucket_settings.c.stamp)
    .where(bucket_settings.c.name == NAME)
    .order_by(bucket_settings.c.bucket_id)
)
_BUCKET = select(buckets).where(buckets.c.bucket_id == bindparam("bucket_id"))
_OBJECTS = (
    select(objects)
    .where(objects.c.bucket_id == bindparam("bucket_id"), objects.c.version_id > bindparam("after"))
    .order_by(objects.c.version_id)
    .limit(_PAGE)
)
_UPLOADS = (
    select(uploads.c.upload_id, uploads.c.key, uploads.c.created_at)
    .where(uploads.c.bucket_id == bindparam("bucket_id"), uploads.c.upload_id > bindparam("after"))
    .order_by(uploads.c.upload_id)
    .limit(_PAGE)
)


@dataclass(frozen=True, slots=True)
class _Due:
    """A bucket to go through, by rules of this stamp, on this day."""

    bucket_id: str
    stamp: str
    day: date


class Expirer:
    """Ends what lifecycle rules end in one instance; to be called again and again, by one thread."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._done: dict[str, _Due] = {}
        self._at: _Due | None = None
        self._steps: Iterator[int] = iter(())

    def step(self) -> int:
        """Do a little of what is due; how much was removed.

        Raises:
            CommitFailed: the database could not keep it; the pass over that bucket begins again.
        """
        due = self._due()
        if due is None:
            return 0
        if due != self._at:
            self._at, self._steps = due, self._pass(due.bucket_id)
        try:
            removed = next(self._steps, None)
        except BaseException:
            self._at = None
            raise
        if removed is None:
            self._done[due.bucket_id], self._at = due, None
        return removed or 0

    def _due(self) -> _Due | None:
        day = self._instance.clock().astimezone(UTC).date()
        with self._instance.database.read() as connection:
            found = [_Due(row.bucket_id, row.stamp, day) for row in connection.execute(_WITH_RULES)]
        there = {due.bucket_id for due in found}
        self._done = {name: due for name, due in self._done.items() if name in there}
        waiting = [due for due in found if self._done.get(due.bucket_id) != due]
        return self._at if self._at in waiting else next(iter(waiting), None)

    def _pass(self, bucket_id: str) -> Iterator[int]:
        """Go through a bucket; after every step, how much it removed."""
        with self._instance.database.read() as connection:
            row = connection.execute(_BUCKET, {"bucket_id": bucket_id}).one_or_none()
        if row is None:
            return
        bucket = to_bucket(row)
        rules = rules_of(self._instance, bucket)
        now = self._instance.clock()
        yield from self._objects(bucket, rules, now)
        yield from self._uploads(bucket, rules, now)

    def _objects(self, bucket: Bucket, rules: tuple[Rule, ...], now: datetime) -> Iterator[int]:
        after = ""
        while True:
            with self._instance.database.read() as connection:
                rows = connection.execute(_OBJECTS, {"bucket_id": bucket.bucket_id, "after": after}).all()
            if not rows:
                return
            after = rows[-1].version_id
            # Without the lock: many rules on a page of versions take a while. What is found is judged again.
            judge = partial(_ended, self._instance, bucket, rules, now)
            found = [record for record in map(to_object, rows) if judge(record)]
            for start in range(0, len(found), _BATCH):
                with self._instance.database.deferred():
                    batch = found[start : start + _BATCH]
                    removed = sum(end_version(self._instance, bucket, record, judge) for record in batch)
                yield removed
            if not found:
                yield 0

    def _uploads(self, bucket: Bucket, rules: tuple[Rule, ...], now: datetime) -> Iterator[int]:
        after = ""
        while True:
            with self._instance.database.read() as connection:
                rows = connection.execute(_UPLOADS, {"bucket_id": bucket.bucket_id, "after": after}).all()
            if not rows:
                return
            after = rows[-1].upload_id
            found = [(row, rule) for row in rows if (rule := _given_up(rules, row, now))]
            for start in range(0, len(found), _BATCH):
                with self._instance.database.deferred():
                    batch = found[start : start + _BATCH]
                    removed = sum(abort_upload(self._instance, bucket, *row[:2], rule) for row, rule in batch)
                yield removed
            if not found:
                yield 0


def _ended(instance: Instance, bucket: Bucket, rules: tuple[Rule, ...], now: datetime, record: ObjectRecord) -> str:
    return ended(
        rules,
        record,
        now,
        newer=cache(partial(newer_ones, instance, bucket, record)),  # of a thousand rules each may ask
        alone=cache(partial(is_alone, instance, bucket, record)),
    )


def _given_up(rules: tuple[Rule, ...], row: Any, now: datetime) -> str:
    found = abortion(rules, row.key, row.created_at)
    return found[1] if found is not None and found[0] <= now else ""
