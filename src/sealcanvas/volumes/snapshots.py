"""Snapshots of a volume: which files it had, each still the volume's own sealed blob (docs/volumes.md)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.references import let_go
from sealcanvas.volumes.tables import snapshot_files, snapshots, volume_files

KEPT = 3
"""How many snapshots of a volume are kept; taking one more removes the oldest."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot.

    Attributes:
        snapshot_id: "snap-" and 17 hexadecimal digits.
        size: plaintext bytes of its files.
    """

    snapshot_id: str
    volume_id: str
    taken_at: datetime
    files: int
    size: int


def take_snapshot(instance: Instance, volume_id: str) -> None:
    """Keep the volume's files as they are; nothing new if the newest snapshot has the same.

    It asks KMS for nothing: no byte is read.
    """
    with instance.database.transaction() as connection:
        live = connection.execute(select(volume_files).where(volume_files.c.volume_id == volume_id)).all()
        before = newest_snapshot(instance, volume_id)
        if before is not None:
            same = select(snapshot_files.c.blob_id, snapshot_files.c.name).where(
                snapshot_files.c.snapshot_id == before.snapshot_id
            )
            kept = {(row.blob_id, row.name) for row in connection.execute(same)}
            if kept == {(row.blob_id, row.name) for row in live}:
                return
        _keep(instance, volume_id, live)


def restore_snapshot(instance: Instance, snapshot: Snapshot) -> None:
    """Make the volume's files those of the snapshot; files that no snapshot has are gone for good."""
    with instance.database.transaction() as connection:
        of_volume = volume_files.c.volume_id == snapshot.volume_id
        before = list(connection.execute(select(volume_files.c.blob_id).where(of_volume)).scalars())
        connection.execute(delete(volume_files).where(of_volume))
        rows = connection.execute(
            select(snapshot_files).where(snapshot_files.c.snapshot_id == snapshot.snapshot_id)
        ).all()
        for row in rows:
            connection.execute(
                insert(volume_files).values(
                    blob_id=row.blob_id,
                    volume_id=snapshot.volume_id,
                    name=row.name,
                    name_index=f"{snapshot.volume_id}/{row.name}",
                    size=row.size,
                    written_at=row.written_at,
                )
            )
        let_go(connection, before)


def take_again(instance: Instance, snapshot: Snapshot) -> None:
    """Make an older snapshot the newest one too."""
    with instance.database.transaction() as connection:
        rows = connection.execute(
            select(snapshot_files).where(snapshot_files.c.snapshot_id == snapshot.snapshot_id)
        ).all()
        _keep(instance, snapshot.volume_id, rows)


def newest_snapshot(instance: Instance, volume_id: str) -> Snapshot | None:
    """The snapshot that was taken last, or None."""
    found = list_snapshots(instance, volume_id)
    return found[0] if found else None


def list_snapshots(instance: Instance, volume_id: str) -> list[Snapshot]:
    """The volume's snapshots, newest first."""
    sizes = (
        select(
            snapshot_files.c.snapshot_id,
            func.count().label("files"),
            func.sum(snapshot_files.c.size).label("size"),
        )
        .group_by(snapshot_files.c.snapshot_id)
        .subquery()
    )
    statement = (
        select(snapshots, sizes.c.files, sizes.c.size)
        .outerjoin(sizes, sizes.c.snapshot_id == snapshots.c.snapshot_id)
        .where(snapshots.c.volume_id == volume_id)
        .order_by(snapshots.c.number.desc())
    )
    with instance.database.read() as connection:
        return [
            Snapshot(row.snapshot_id, row.volume_id, row.taken_at, row.files or 0, row.size or 0)
            for row in connection.execute(statement)
        ]


def remove_snapshots(instance: Instance, volume_id: str) -> None:
    """Remove every snapshot of a volume."""
    for snapshot in list_snapshots(instance, volume_id):
        _remove(instance, snapshot.snapshot_id)


def _keep(instance: Instance, volume_id: str, files: Sequence[Row[Any]]) -> None:
    """Add a snapshot of these files, and remove the oldest of too many."""
    snapshot_id = f"snap-{secrets.token_hex(9)[:17]}"
    taken: dict[str, Any] = {"snapshot_id": snapshot_id, "volume_id": volume_id, "taken_at": instance.clock()}
    with instance.database.transaction() as connection:
        connection.execute(insert(snapshots).values(**taken))
        for row in files:
            connection.execute(
                insert(snapshot_files).values(
                    snapshot_id=snapshot_id,
                    blob_id=row.blob_id,
                    name=row.name,
                    size=row.size,
                    written_at=row.written_at,
                )
            )
    for old in list_snapshots(instance, volume_id)[KEPT:]:
        _remove(instance, old.snapshot_id)


def _remove(instance: Instance, snapshot_id: str) -> None:
    with instance.database.transaction() as connection:
        of_snapshot = snapshot_files.c.snapshot_id == snapshot_id
        blobs = list(connection.execute(select(snapshot_files.c.blob_id).where(of_snapshot)).scalars())
        connection.execute(delete(snapshot_files).where(of_snapshot))
        connection.execute(delete(snapshots).where(snapshots.c.snapshot_id == snapshot_id))
        let_go(connection, blobs)
