"""Which blobs of volumes are still needed: a file or a snapshot that names one keeps it."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from sealcanvas.volumes.tables import snapshot_files, snapshots, volume_files, volume_garbage


def let_go(connection: Connection, blob_ids: Iterable[str]) -> None:
    """Have those of the blobs removed that nothing names any more; for after the rows that named them are gone."""
    for blob_id in blob_ids:
        live = select(volume_files.c.blob_id).where(volume_files.c.blob_id == blob_id)
        kept = select(snapshot_files.c.blob_id).where(snapshot_files.c.blob_id == blob_id).limit(1)
        if connection.execute(live).first() is None and connection.execute(kept).first() is None:
            connection.execute(insert(volume_garbage).values(blob_id=blob_id))


def blobs_of(connection: Connection, volume_id: str) -> set[str]:
    """Every blob of a volume: those of its files and of its snapshots."""
    from_files = select(volume_files.c.blob_id).where(volume_files.c.volume_id == volume_id)
    return set(connection.execute(from_files).scalars()) | snapshot_blobs(connection, volume_id)


def snapshot_blobs(connection: Connection, volume_id: str | None = None) -> set[str]:
    """The blobs of a volume's snapshots, or of all there are."""
    statement = select(snapshot_files.c.blob_id)
    if volume_id is not None:
        taken = select(snapshots.c.snapshot_id).where(snapshots.c.volume_id == volume_id)
        statement = statement.where(snapshot_files.c.snapshot_id.in_(taken))
    return set(connection.execute(statement).scalars())
