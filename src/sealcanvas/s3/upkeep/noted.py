"""What the metadata knows of each blob's sealed bytes, whatever they are of: length, checksum, header, when read."""

from datetime import datetime

from sqlalchemy import Column, Connection, Index, Integer, String, Table, delete, insert

from sealcanvas.crypto.sealed_header import SealedHeader
from sealcanvas.s3.upkeep.sums import SealedSums
from sealcanvas.storage.columns import Timestamp
from sealcanvas.storage.metadata import metadata

blobs = Table(
    "s3_blobs",
    metadata,
    Column("blob_id", String, primary_key=True),
    # What its header says.
    Column("kind", Integer, nullable=False),
    Column("key_arn", String, nullable=False),
    # Of the sealed bytes.
    Column("size", Integer, nullable=False),
    Column("checksum", String, nullable=False),
    # When it was last found to be as it should: when it was written, at first.
    Column("sound_at", Timestamp, nullable=False),
    # What a scrub found wrong with it, in one sentence; "" for nothing.
    Column("damage", String, nullable=False),
    Index("ix_s3_blobs_sound", "sound_at"),
)

_INSERT = insert(blobs)


def note_blob(connection: Connection, blob_id: str, header: SealedHeader, sums: SealedSums, now: datetime) -> None:
    """Note a blob that is published, in the unit of work that makes something refer to it."""
    connection.execute(
        _INSERT,
        {
            "blob_id": blob_id,
            "kind": int(header.kind),
            "key_arn": header.key_arn,
            "size": sums.size,
            "checksum": sums.checksum,
            "sound_at": now,
            "damage": "",
        },
    )


def forget_blobs(connection: Connection, blob_ids: set[str]) -> None:
    """Forget blobs to which nothing refers any more; their files go only after this is durable."""
    ordered = list(blob_ids)
    for start in range(0, len(ordered), 500):
        connection.execute(delete(blobs).where(blobs.c.blob_id.in_(ordered[start : start + 500])))
