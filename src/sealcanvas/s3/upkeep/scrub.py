"""Scrub: every blob read through and held to what was noted when it was written; what is damaged is told and kept."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from sealcanvas.s3.upkeep.check_blob import damage_of
from sealcanvas.s3.upkeep.noted import blobs
from sealcanvas.s3.walk import BlobDescription, object_of_blob
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.s3")
_BATCH = 200


@dataclass(slots=True)
class ScrubReport:
    """What a scrub came through."""

    blobs: int = 0
    bytes: int = 0
    damaged: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As `sealcanvas scrub --json` prints it."""
        return {"BlobCount": self.blobs, "ByteCount": self.bytes, "Damaged": self.damaged}


def scrub(
    instance: Instance,
    *,
    until: datetime,
    most: int | None = None,
    read: Callable[[int], object] = lambda _: None,
) -> ScrubReport:
    """Read the blobs that were last found sound before `until`, the longest ago first.

    Args:
        most: how many at most; None for all.
        read: told of every block that was read; may wait, or raise to end the scrub.

    Raises:
        BlobsUnavailable: the outer store does not answer, which is no damage.
    """
    report = ScrubReport()
    for noted in _oldest(instance, until, most):
        found = damage_of(instance, noted, read)
        owner = object_of_blob(instance, noted.blob_id) if found else None
        if found and owner is None:
            continue  # it was deleted meanwhile
        report.blobs += 1
        report.bytes += noted.size
        _keep(instance, noted, found, owner)
        if owner is not None:
            report.damaged.append(_described(instance, noted, found, owner))
    return report


def _oldest(instance: Instance, until: datetime, most: int | None) -> Iterator[Row[Any]]:
    """The rows in order of their time and id; those that are found sound meanwhile move behind `until`."""
    at, after, left = None, "", most
    while left is None or left > 0:
        place = (blobs.c.sound_at, blobs.c.blob_id)
        wanted = select(blobs).where(blobs.c.sound_at < until).order_by(*place).limit(min(_BATCH, left or _BATCH))
        if at is not None:
            wanted = wanted.where((blobs.c.sound_at > at) | ((blobs.c.sound_at == at) & (blobs.c.blob_id > after)))
        with instance.database.read() as connection:
            rows = connection.execute(wanted).all()
        if not rows:
            return
        yield from rows
        at, after = rows[-1].sound_at, rows[-1].blob_id
        left = None if left is None else left - len(rows)


def _keep(instance: Instance, noted: Row[Any], found: str, owner: BlobDescription | None) -> None:
    """Note what was found; a blob that is damaged is looked at again at every scrub, and audited once."""
    values: dict[str, Any] = {"damage": found} if found else {"damage": "", "sound_at": instance.clock()}
    with instance.database.transaction() as connection:
        connection.execute(update(blobs).where(blobs.c.blob_id == noted.blob_id).values(**values))
        if owner is not None and found != noted.damage:
            _log.error("sealed blob %s is damaged: %s", noted.blob_id, found)
            arn = f"arn:aws:s3:::{owner.bucket}/{owner.key}"
            event = service_call(instance, "s3.amazonaws.com", source_arn=arn).event(
                "s3.amazonaws.com", "ScrubFoundDamage"
            )
            event.parameters, event.resources = {"blobId": noted.blob_id, "problem": found}, [arn]
            instance.trail.record([event])


def _described(instance: Instance, noted: Row[Any], found: str, owner: BlobDescription) -> dict[str, Any]:
    told = {"BlobId": noted.blob_id, "Place": instance.objects.place(noted.blob_id), "Problem": found}
    part: dict[str, Any] = {} if owner.part is None else {"PartNumber": owner.part}
    return {**told, "Bucket": owner.bucket, "Key": owner.key, **part}
