"""Removes blobs that no volume has any more; never inside a unit of work, which might yet be undone."""

from sqlalchemy import delete, select

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.references import snapshot_blobs
from sealcanvas.volumes.tables import volume_files, volume_garbage


def sweep(instance: Instance) -> int:
    """Remove the blobs that were replaced or deleted; how many.

    To be called outside every transaction: the first one here then makes all that came before it durable, and only
    after that is a file removed.
    """
    with instance.database.read() as connection:
        if connection.execute(select(volume_garbage.c.number).limit(1)).first() is None:
            return 0
    with instance.database.transaction() as connection:
        rows = connection.execute(select(volume_garbage)).all()
    for row in rows:
        instance.volumes.delete(row.blob_id)
    with instance.database.transaction() as connection:
        connection.execute(delete(volume_garbage).where(volume_garbage.c.number.in_([row.number for row in rows])))
    return len(rows)


def sweep_orphans(instance: Instance) -> int:
    """Remove blobs that a crash left without a row, half-written ones too; how many.

    For the start of the server, before anything writes to a volume.
    """
    removed = instance.volumes.clear_incoming() + sweep(instance)
    with instance.database.read() as connection:
        known = set(connection.execute(select(volume_files.c.blob_id)).scalars()) | snapshot_blobs(connection)
    for blob_id in instance.volumes.ids():
        if blob_id not in known:
            instance.volumes.delete(blob_id)
            removed += 1
    return removed
