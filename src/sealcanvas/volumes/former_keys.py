"""Volumes that change keys while they are in use: a new data key at once, the files one by one (docs/rekey.md)."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.errors import VolumeRekeyed
from sealcanvas.volumes.references import blobs_of
from sealcanvas.volumes.tables import former_files, former_keys, snapshot_files, snapshots, volume_files, volumes


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key of a volume, as KMS wrapped it."""

    key_arn: str
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyedFile:
    """A file of a volume, with the key that it lies under; `size` is its content's length."""

    blob_id: str
    volume_id: str
    size: int
    key: WrappedKey


def key_of_volume(instance: Instance, volume_id: str) -> WrappedKey:
    """The key under which the volume's files are written now.

    Raises:
        KeyError: there is no such volume (any more).
    """
    statement = select(volumes.c.key_arn, volumes.c.wrapped_key).where(volumes.c.volume_id == volume_id)
    with instance.database.read() as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        raise KeyError(volume_id)
    return WrappedKey(row.key_arn, row.wrapped_key)


def key_of_file(instance: Instance, volume_id: str, blob_id: str) -> WrappedKey:
    """The key under which a file of the volume lies: the volume's own, or a former one.

    Raises:
        KeyError: there is no such volume (any more).
    """
    statement = (
        select(former_keys.c.key_arn, former_keys.c.wrapped_key)
        .join(former_files, former_files.c.number == former_keys.c.number)
        .where(former_files.c.blob_id == blob_id)
    )
    with instance.database.read() as connection:
        row = connection.execute(statement).one_or_none()
        return key_of_volume(instance, volume_id) if row is None else WrappedKey(row.key_arn, row.wrapped_key)


def turn_key(instance: Instance, volume_id: str, new: WrappedKey) -> None:
    """Make `new` the volume's key; files, those of snapshots too, lie under the former one until they are sealed anew.

    Raises:
        KeyError: there is no such volume (any more).
    """
    with instance.database.transaction() as connection:
        old = key_of_volume(instance, volume_id)
        number = connection.execute(
            insert(former_keys)
            .values(volume_id=volume_id, key_arn=old.key_arn, wrapped_key=old.wrapped)
            .returning(former_keys.c.number)
        ).scalar_one()
        left = blobs_of(connection, volume_id) - set(_former(connection, volume_id))
        for blob_id in sorted(left):
            connection.execute(insert(former_files).values(blob_id=blob_id, number=number))
        values = {"key_arn": new.key_arn, "wrapped_key": new.wrapped}
        connection.execute(update(volumes).where(volumes.c.volume_id == volume_id).values(**values))


def lies_under(instance: Instance, volume_id: str, blob_id: str, key: WrappedKey) -> None:
    """Remember which key a new blob of the volume lies under, if the volume was rekeyed while it was written.

    Raises:
        VolumeRekeyed: the volume has forgotten that key.
        KeyError: there is no such volume (any more).
    """
    with instance.database.transaction() as connection:
        if key_of_volume(instance, volume_id) == key:
            return
        rows = connection.execute(select(former_keys).where(former_keys.c.volume_id == volume_id)).all()
        known = [row.number for row in rows if WrappedKey(row.key_arn, row.wrapped_key) == key]
        if not known:
            raise VolumeRekeyed(volume_id)
        connection.execute(insert(former_files).values(blob_id=blob_id, number=known[0]))


def files_of(instance: Instance, volume_id: str) -> list[KeyedFile]:
    """Every file of the volume and of its snapshots, with the key that it lies under, in the order of their ids.

    Raises:
        KeyError: there is no such volume (any more).
    """
    with instance.database.read() as connection:
        now, former = key_of_volume(instance, volume_id), _former(connection, volume_id)
        live = select(volume_files.c.blob_id, volume_files.c.size).where(volume_files.c.volume_id == volume_id)
        taken = (
            select(snapshot_files.c.blob_id, snapshot_files.c.size)
            .join(snapshots, snapshots.c.snapshot_id == snapshot_files.c.snapshot_id)
            .where(snapshots.c.volume_id == volume_id)
        )
        sizes = {row.blob_id: row.size for statement in (live, taken) for row in connection.execute(statement)}
    return [KeyedFile(blob_id, volume_id, sizes[blob_id], former.get(blob_id, now)) for blob_id in sorted(sizes)]


def forget_former_keys(instance: Instance, volume_id: str) -> None:
    """Drop the former keys of the volume under which no file lies any more."""
    with instance.database.transaction() as connection:
        gone = set(_former(connection, volume_id)) - blobs_of(connection, volume_id)
        for blob_id in gone:
            connection.execute(delete(former_files).where(former_files.c.blob_id == blob_id))
        used = select(former_files.c.number)
        connection.execute(
            delete(former_keys).where(former_keys.c.volume_id == volume_id, former_keys.c.number.not_in(used))
        )


def _former(connection: Connection, volume_id: str) -> dict[str, WrappedKey]:
    """The blobs of the volume that lie under a former key, each with that."""
    statement = (
        select(former_files.c.blob_id, former_keys)
        .join(former_keys, former_keys.c.number == former_files.c.number)
        .where(former_keys.c.volume_id == volume_id)
    )
    return {row.blob_id: WrappedKey(row.key_arn, row.wrapped_key) for row in connection.execute(statement)}
