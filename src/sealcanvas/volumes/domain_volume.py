"""A domain's volume: EFS-like files that the service principal opens under the domain's grant."""

import secrets
from typing import Any

from sqlalchemy import Row, delete, insert, select

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.file import open_file, seal_file
from sealcanvas.volumes.keys import VolumeKey, new_wrapped_key
from sealcanvas.volumes.tables import volume_files, volume_garbage, volumes

MAXIMUM_NAME = 1024


class DomainVolume:
    """An open domain volume; a use may ask KMS again, and KMS's refusal (a ServiceError) passes through.

    Files are written whole: each `put` is a new blob, and the one it replaces goes once that is durable.

    Attributes:
        volume_id: "fs-" and 17 hexadecimal digits.
        key_arn: the KMS key that wraps its data key.
    """

    def __init__(self, instance: Instance, volume_id: str, key_arn: str, key: VolumeKey) -> None:
        self.volume_id = volume_id
        self.key_arn = key_arn
        self._instance = instance
        self._key = key

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of the same name.

        Args:
            name: 1 to 1,024 characters; sealed in the database, never on the disk.

        Raises:
            ServiceError: KMS's refusal; nothing was written.
            ValueError: the name is empty or too long.
        """
        if not 1 <= len(name) <= MAXIMUM_NAME:
            raise ValueError(f"a file on a volume has a name of 1 to {MAXIMUM_NAME} characters")
        key = self._key.use()
        blob = self._instance.volumes.create()
        try:
            seal_file(blob.file, key, self.key_arn, self.volume_id, blob.blob_id, data)
            blob.publish()
        finally:
            blob.discard()
        with self._instance.database.transaction() as connection:
            self.delete(name)
            connection.execute(
                insert(volume_files).values(
                    blob_id=blob.blob_id,
                    volume_id=self.volume_id,
                    name=name,
                    name_index=self._index(name),
                    size=len(data),
                    written_at=self._instance.clock(),
                )
            )

    def get(self, name: str) -> bytes:
        """A file's content.

        Raises:
            FileNotFoundError: there is no such file.
            ServiceError: KMS's refusal.
            Tampered: the file is not what was written.
        """
        blob_id = self._find(name)
        if blob_id is None:
            raise FileNotFoundError(name)
        key = self._key.use()
        with self._instance.volumes.open(blob_id) as source:
            return open_file(source, key, self.volume_id, blob_id)

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        with self._instance.database.transaction() as connection:
            blob_id = self._find(name)
            if blob_id is not None:
                connection.execute(delete(volume_files).where(volume_files.c.blob_id == blob_id))
                connection.execute(insert(volume_garbage).values(blob_id=blob_id))

    def names(self) -> list[str]:
        """The files' names, sorted."""
        with self._instance.database.read() as connection:
            found = connection.execute(
                select(volume_files.c.name).where(volume_files.c.volume_id == self.volume_id)
            ).scalars()
            return sorted(found)

    def _find(self, name: str) -> str | None:
        with self._instance.database.read() as connection:
            blob_id: str | None = connection.execute(
                select(volume_files.c.blob_id).where(volume_files.c.name_index == self._index(name))
            ).scalar()
            return blob_id

    def _index(self, name: str) -> str:
        return f"{self.volume_id}/{name}"


def create_domain_volume(instance: Instance, domain_arn: str, key_arn: str) -> DomainVolume:
    """Make the domain's volume: GenerateDataKeyWithoutPlaintext, once, as the service principal.

    Args:
        key_arn: the domain's KMS key, under which the service has the domain's grant.

    Raises:
        ServiceError: KMS's refusal; nothing was made.
        ValueError: the domain has a volume.
    """
    volume_id = f"fs-{secrets.token_hex(9)[:17]}"
    if _find(instance, domain_arn) is not None:
        raise ValueError("the domain has a volume")
    full_arn, wrapped = new_wrapped_key(instance, key_arn, domain_arn, volume_id)
    with instance.database.transaction() as connection:
        connection.execute(
            insert(volumes).values(
                volume_id=volume_id,
                owner=domain_arn,
                owner_index=domain_arn,
                key_arn=full_arn,
                wrapped_key=wrapped,
                created_at=instance.clock(),
            )
        )
    return DomainVolume(instance, volume_id, full_arn, VolumeKey(instance, domain_arn, volume_id, full_arn, wrapped))


def open_domain_volume(instance: Instance, domain_arn: str) -> DomainVolume:
    """Open the domain's volume: Decrypt as the service principal, every time.

    Raises:
        ServiceError: KMS's refusal.
        KeyError: the domain has no volume.
    """
    row = _find(instance, domain_arn)
    if row is None:
        raise KeyError(domain_arn)
    key = VolumeKey(instance, domain_arn, row.volume_id, row.key_arn, row.wrapped_key)
    key.renew()
    return DomainVolume(instance, row.volume_id, row.key_arn, key)


def delete_domain_volume(instance: Instance, domain_arn: str) -> None:
    """Drop the wrapped key, without which no file opens, and the files; harmless if there is none."""
    with instance.database.transaction() as connection:
        row = _find(instance, domain_arn)
        if row is None:
            return
        volume_id = row.volume_id
        files = select(volume_files.c.blob_id).where(volume_files.c.volume_id == volume_id)
        connection.execute(insert(volume_garbage).from_select(["blob_id"], files))
        connection.execute(delete(volume_files).where(volume_files.c.volume_id == volume_id))
        connection.execute(delete(volumes).where(volumes.c.volume_id == volume_id))


def _find(instance: Instance, domain_arn: str) -> Row[Any] | None:
    with instance.database.read() as connection:
        return connection.execute(select(volumes).where(volumes.c.owner_index == domain_arn)).one_or_none()
