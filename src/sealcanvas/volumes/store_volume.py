"""Store volumes: sealed files that a service keeps for its customer beyond the job that wrote them.

A worker seals a file under the volume's data key, which it must Decrypt as its role, and leaves it among the incoming
blobs; the server admits it once every byte is authentic, and records it like any volume file (docs/forecast.md).
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, delete, insert, select

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.generate_data_key import generate_data_key_without_plaintext
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import open_file, range_reader, verify_file
from sealcanvas.volumes.left_file import open_left
from sealcanvas.volumes.tables import volume_files, volume_garbage, volumes


@dataclass(frozen=True, slots=True)
class StoreVolume:
    """A store volume as it is recorded.

    Attributes:
        volume_id: "fs-" and 17 hexadecimal digits.
        owner: the ARN of the resource whose files these are.
        key_arn: the KMS key that wraps its data key.
    """

    volume_id: str
    owner: str
    key_arn: str
    wrapped_key: bytes

    def decrypt_request(self) -> dict[str, object]:
        """What KMS must be asked to open the volume's data key."""
        return {
            "KeyId": self.key_arn,
            "CiphertextBlob": self.wrapped_key,
            "EncryptionContext": encryption_context(self.volume_id),
        }


def create_store_volume(call: Call, owner: str, key_id: str) -> StoreVolume:
    """Make the volume of `owner`: GenerateDataKeyWithoutPlaintext, once, as the principal of `call`.

    Raises:
        ServiceError: KMS's refusal; nothing was made.
    """
    volume_id = f"fs-{secrets.token_hex(9)[:17]}"
    answer = generate_data_key_without_plaintext(
        call, {"KeyId": key_id, "KeySpec": "AES_256", "EncryptionContext": encryption_context(volume_id)}
    )
    made = StoreVolume(volume_id, owner, answer["KeyId"], answer["CiphertextBlob"])
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(volumes).values(
                volume_id=volume_id,
                owner=owner,
                owner_index=owner,
                key_arn=made.key_arn,
                wrapped_key=made.wrapped_key,
                created_at=call.instance.clock(),
            )
        )
    return made


def find_store_volume(instance: Instance, owner: str) -> StoreVolume | None:
    """The volume of `owner`, or None."""
    # A running job's own volume has the same owner, and another kind of id.
    statement = select(volumes).where(volumes.c.owner_index == owner, volumes.c.volume_id.like("fs-%"))
    with instance.database.read() as connection:
        row = connection.execute(statement).one_or_none()
    return None if row is None else StoreVolume(row.volume_id, row.owner, row.key_arn, row.wrapped_key)


def delete_store_volume(instance: Instance, owner: str) -> None:
    """Drop the wrapped key, without which no file opens, and the files; harmless if there is none."""
    with instance.database.transaction() as connection:
        volume = find_store_volume(instance, owner)
        if volume is None:
            return
        of_volume = volume_files.c.volume_id == volume.volume_id
        blobs = select(volume_files.c.blob_id).where(of_volume)
        connection.execute(insert(volume_garbage).from_select(["blob_id"], blobs))
        connection.execute(delete(volume_files).where(of_volume))
        connection.execute(delete(volumes).where(volumes.c.volume_id == volume.volume_id))


def new_file_id() -> str:
    """An id for a file that a worker is to write."""
    return secrets.token_hex(16)


def incoming_path(instance: Instance, file_id: str) -> Path:
    """Where a worker leaves the file; cleared at every start of the server."""
    return instance.volumes.incoming / file_id


def discard_incoming(instance: Instance, file_id: str) -> None:
    """Forget a file that was not admitted; harmless if there is none."""
    incoming_path(instance, file_id).unlink(missing_ok=True)


def admit(instance: Instance, volume: StoreVolume, key: Secret, name: str, file_id: str) -> None:
    """Take up a file that a worker wrote, as `name`, replacing one of the same name.

    Args:
        key: the volume's data key, 32 bytes.

    Raises:
        FileNotFoundError: the worker left no such file.
        NotAFile: it left something else.
        NotSealed, Tampered, Truncated: it is not sealed for this volume under this id.
    """
    left = incoming_path(instance, file_id)
    with open_left(left) as source:
        size = verify_file(source, key, volume.volume_id, file_id)
        os.fsync(source.fileno())
    final = instance.volumes.path(file_id)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    left.rename(final)
    for folder in (final.parent, final.parent.parent, instance.volumes.folder):
        _sync(folder)
    with instance.database.transaction() as connection:
        drop_store_file(instance, volume, name)
        connection.execute(
            insert(volume_files).values(
                blob_id=file_id,
                volume_id=volume.volume_id,
                name=name,
                name_index=f"{volume.volume_id}/{name}",
                size=size,
                written_at=instance.clock(),
            )
        )


def file_id_of(instance: Instance, volume: StoreVolume, name: str) -> str | None:
    """The id of the file that now has this name, or None."""
    row = _row(instance, volume, name)
    return None if row is None else row.blob_id


def drop_store_file(instance: Instance, volume: StoreVolume, name: str) -> None:
    """Remove one file; harmless if there is none."""
    with instance.database.transaction() as connection:
        old = _row(instance, volume, name)
        if old is not None:
            connection.execute(delete(volume_files).where(volume_files.c.blob_id == old.blob_id))
            connection.execute(insert(volume_garbage).values(blob_id=old.blob_id))


def read_store_file(instance: Instance, volume: StoreVolume, key: Secret, name: str) -> bytes:
    """A file's content.

    Raises:
        FileNotFoundError: there is no such file.
        NotSealed, Tampered, Truncated: the file is not what was admitted.
    """
    file_id = file_id_of(instance, volume, name)
    if file_id is None:
        raise FileNotFoundError(name)
    with instance.volumes.open(file_id) as source:
        return open_file(source, key, volume.volume_id, file_id)


def read_store_range(
    instance: Instance, volume: StoreVolume, key: Secret, name: str, offset: int, length: int
) -> bytes:
    """A part of a file's content; only the chunks that it touches are opened.

    Raises:
        FileNotFoundError: there is no such file.
        NotSealed, Tampered, Truncated: the part is not what was admitted.
    """
    file_id = file_id_of(instance, volume, name)
    if file_id is None:
        raise FileNotFoundError(name)
    with instance.volumes.open(file_id) as source:
        size = source.seek(0, os.SEEK_END)
        return range_reader(source, size, key, volume.volume_id, file_id).read(offset, length)


def _row(instance: Instance, volume: StoreVolume, name: str) -> Row[tuple[str]] | None:
    index = f"{volume.volume_id}/{name}"
    with instance.database.read() as connection:
        return connection.execute(
            select(volume_files.c.blob_id).where(volume_files.c.name_index == index)
        ).one_or_none()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
