"""Files of volumes sealed anew under another key, each change whole or not at all."""

from collections.abc import Callable

from sqlalchemy import delete, insert, select, update

from sealcanvas.crypto.secret import Secret
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.file import reseal_file
from sealcanvas.volumes.former_keys import KeyedFile, WrappedKey, key_of_volume
from sealcanvas.volumes.references import blobs_of
from sealcanvas.volumes.store_volume import StoreVolume
from sealcanvas.volumes.tables import former_files, snapshot_files, volume_files, volume_garbage, volumes


def move_file(instance: Instance, file: KeyedFile, old: Secret, new: Secret, new_key: WrappedKey) -> bool:
    """Bring a file from a former key of its volume to the key that the volume has now.

    Args:
        old, new: the two volume keys, opened.
        new_key: the volume's key, as it was when `new` was opened.

    Returns:
        False where the file was replaced or deleted meanwhile, or the volume has yet another key: nothing is changed.

    Raises:
        NotSealed, Tampered, Truncated: the file is not what was written.
    """
    moved = _reseal(instance, file.volume_id, file.blob_id, old, new, new_key.key_arn)
    with instance.database.transaction() as connection:
        named = file.blob_id in blobs_of(connection, file.volume_id)
        current = named and key_of_volume(instance, file.volume_id) == new_key
        if current:
            connection.execute(delete(former_files).where(former_files.c.blob_id == file.blob_id))
            _replace(instance, file.blob_id, moved)
    if not current:
        instance.volumes.delete(moved)
    return current


def move_store(
    instance: Instance, volume: StoreVolume, old: Secret, new: Secret, new_key: WrappedKey, idle: Callable[[], bool]
) -> bool:
    """Bring a store volume to another key: the files, which its readers find by their paths, change over together.

    Args:
        idle: whether no job works on the store; asked in the unit of work that changes it.

    Returns:
        False where a job works on it, or where the store changed meanwhile: nothing is changed.

    Raises:
        NotSealed, Tampered, Truncated: a file is not what was written.
    """
    if not idle():
        return False
    before = _files(instance, volume.volume_id)
    moved: dict[str, str] = {}
    changed = False
    try:
        for blob_id in before:
            moved[blob_id] = _reseal(instance, volume.volume_id, blob_id, old, new, new_key.key_arn)
        with instance.database.transaction() as connection:
            as_it_was = WrappedKey(volume.key_arn, volume.wrapped_key)
            if idle() and _files(instance, volume.volume_id) == before and _key(instance, volume) == as_it_was:
                for blob_id, new_id in moved.items():
                    _replace(instance, blob_id, new_id)
                values = {"key_arn": new_key.key_arn, "wrapped_key": new_key.wrapped}
                connection.execute(update(volumes).where(volumes.c.volume_id == volume.volume_id).values(**values))
                changed = True
    finally:
        if not changed:
            for new_id in moved.values():
                instance.volumes.delete(new_id)
    return changed


def _reseal(instance: Instance, volume_id: str, blob_id: str, old: Secret, new: Secret, key_arn: str) -> str:
    """The id of a blob that nothing refers to yet; the start of the server removes one that a crash left."""
    blob = instance.volumes.create()
    try:
        with instance.volumes.open(blob_id) as source:
            reseal_file(source, blob.file, volume_id, (blob_id, blob.blob_id), (old, new), key_arn)
        blob.publish()
    finally:
        blob.discard()
    return blob.blob_id


def _replace(instance: Instance, blob_id: str, new_id: str) -> None:
    """Name the new blob wherever the old one is named, by the volume or a snapshot, and have that removed."""
    with instance.database.transaction() as connection:
        for table in (volume_files, snapshot_files):
            connection.execute(update(table).where(table.c.blob_id == blob_id).values(blob_id=new_id))
        connection.execute(insert(volume_garbage).values(blob_id=blob_id))


def _files(instance: Instance, volume_id: str) -> list[str]:
    statement = select(volume_files.c.blob_id).where(volume_files.c.volume_id == volume_id)
    with instance.database.read() as connection:
        return sorted(connection.execute(statement).scalars())


def _key(instance: Instance, volume: StoreVolume) -> WrappedKey | None:
    try:
        return key_of_volume(instance, volume.volume_id)
    except KeyError:
        return None
