"""An open volume in the database: files by name, each a sealed blob of its own, within a quota."""

from functools import partial
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import Sealer
from sealcanvas.crypto.secret import Secret
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobWriter
from sealcanvas.volumes.entry import Entry
from sealcanvas.volumes.errors import VolumeFull, VolumeRekeyed
from sealcanvas.volumes.file import file_sealer
from sealcanvas.volumes.former_keys import WrappedKey, lies_under
from sealcanvas.volumes.keys import VolumeKey
from sealcanvas.volumes.reading import FileReader
from sealcanvas.volumes.references import let_go
from sealcanvas.volumes.tables import volume_files
from sealcanvas.volumes.writing import FileWriter

MAXIMUM_NAME = 1024


class Volume:
    """An open volume; a use may ask KMS again, and KMS's refusal (a ServiceError) passes through.

    Files are written whole: each is a new blob, and the one it replaces goes once that is durable.

    Attributes:
        volume_id: "fs-" or "vol-", and 17 hexadecimal digits.
        quota: the plaintext bytes that its files may have in all; None for no bound.
    """

    def __init__(self, instance: Instance, volume_id: str, key: VolumeKey, quota: int | None = None) -> None:
        self.volume_id = volume_id
        self.quota = quota
        self._instance = instance
        self._key = key

    @property
    def key_arn(self) -> str:
        """The KMS key that wraps its data key."""
        return self._key.wrapped.key_arn

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of the same name.

        Args:
            name: 1 to 1,024 characters; sealed in the database, never on the disk.

        Raises:
            ServiceError: KMS's refusal; nothing was written.
            VolumeFull: the quota; nothing was written.
            ValueError: the name is empty or too long.
        """
        while True:
            try:
                with self.writer(name) as file:
                    file.write(data)
            except VolumeRekeyed:
                continue  # between the sealing and the naming of so small a file: it is sealed anew
            return

    def get(self, name: str) -> bytes:
        """A file's content.

        Raises:
            FileNotFoundError: there is no such file.
            ServiceError: KMS's refusal.
            Tampered: the file is not what was written.
        """
        with self.reader(name) as file:
            return file.read(0, file.length)

    def reader(self, name: str) -> FileReader:
        """Random access to a file; raises what `get` raises."""
        while True:
            found = self.find(name)
            if found is None:
                raise FileNotFoundError(name)
            use_key = partial(self._key.use_for, found.file_id)
            try:
                return FileReader(self._instance.volumes.open(found.file_id), use_key, self.volume_id, found.file_id)
            except (FileNotFoundError, CryptoError):
                now = self.find(name)
                if now is None or now.file_id == found.file_id:
                    raise
                # Replaced, or sealed anew under another key, since we looked: it has another id now.

    def writer(self, name: str) -> FileWriter:
        """Begin a file; it replaces one of the same name when it is committed. Raises what `put` raises."""
        if not 1 <= len(name) <= MAXIMUM_NAME:
            raise ValueError(f"a file on a volume has a name of 1 to {MAXIMUM_NAME} characters")
        self.check(name, 0)
        return FileWriter(_Draft(self, name, self._instance.volumes.create()))

    def find(self, name: str) -> Entry | None:
        """The file of that name, or None."""
        with self._instance.database.read() as connection:
            row = connection.execute(select(volume_files).where(volume_files.c.name_index == self._index(name))).first()
        return None if row is None else _entry(row)

    def entries(self) -> list[Entry]:
        """The files, by their names."""
        with self._instance.database.read() as connection:
            rows = connection.execute(select(volume_files).where(volume_files.c.volume_id == self.volume_id)).all()
        return sorted((_entry(row) for row in rows), key=lambda entry: entry.name)

    def names(self) -> list[str]:
        """The files' names, sorted."""
        return [entry.name for entry in self.entries()]

    def used(self) -> int:
        """The plaintext bytes that all files have together."""
        return used_bytes(self._instance, self.volume_id)

    def check(self, name: str, size: int) -> None:
        """Raise VolumeFull if `size` bytes as `name` do not fit beside the other files."""
        if self.quota is None:
            return
        old = self.find(name)
        others = self.used() - (old.size if old else 0)
        if others + size > self.quota and size > 0:
            raise VolumeFull(self.volume_id, self.quota, others)

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        with self._instance.database.transaction() as connection:
            found = self.find(name)
            if found is not None:
                connection.execute(delete(volume_files).where(volume_files.c.blob_id == found.file_id))
                let_go(connection, [found.file_id])

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, replacing a file that has it.

        Raises:
            FileNotFoundError: there is no file `old`.
            ValueError: the new name is empty or too long.
        """
        if not 1 <= len(new) <= MAXIMUM_NAME:
            raise ValueError(f"a file on a volume has a name of 1 to {MAXIMUM_NAME} characters")
        with self._instance.database.transaction() as connection:
            found = self.find(old)
            if found is None:
                raise FileNotFoundError(old)
            if old == new:
                return
            self.delete(new)
            named = {"name": new, "name_index": self._index(new)}
            connection.execute(update(volume_files).where(volume_files.c.blob_id == found.file_id).values(**named))

    def use_key(self) -> Secret:
        """The volume's data key for one use."""
        return self._key.use()

    def seal_into(self, blob: BlobWriter) -> tuple[Sealer, WrappedKey]:
        """Begin a file's sealed bytes in a blob; they lie under the key that is returned too."""
        key = self.use_key()
        return file_sealer(blob.file, key, self.key_arn, self.volume_id, blob.blob_id), self._key.wrapped

    def admit(self, name: str, blob: BlobWriter, size: int, sealed_under: WrappedKey) -> None:
        """Make a blob that was written whole the file `name`.

        Raises:
            VolumeRekeyed: the volume has another key by now, and forgot the one that the blob lies under.
        """
        blob.publish()
        with self._instance.database.transaction() as connection:
            lies_under(self._instance, self.volume_id, blob.blob_id, sealed_under)
            self.check(name, size)
            self.delete(name)
            connection.execute(
                insert(volume_files).values(
                    blob_id=blob.blob_id,
                    volume_id=self.volume_id,
                    name=name,
                    name_index=self._index(name),
                    size=size,
                    written_at=self._instance.clock(),
                )
            )

    def forget(self, blob: BlobWriter) -> None:
        """Remove a blob that did not become a file, published or not."""
        blob.discard()
        self._instance.volumes.delete(blob.blob_id)

    def _index(self, name: str) -> str:
        return f"{self.volume_id}/{name}"


def used_bytes(instance: Instance, volume_id: str) -> int:
    """The plaintext bytes of all files of a volume."""
    total = select(func.coalesce(func.sum(volume_files.c.size), 0)).where(volume_files.c.volume_id == volume_id)
    with instance.database.read() as connection:
        return int(connection.execute(total).scalar_one())


class _Draft:
    """A file being written into a blob."""

    def __init__(self, volume: Volume, name: str, blob: BlobWriter) -> None:
        self._volume, self._name, self._blob = volume, name, blob
        try:
            self.sealer, self._sealed_under = volume.seal_into(blob)
        except BaseException:
            blob.discard()
            raise

    def check(self, size: int) -> None:
        self._volume.check(self._name, size)

    def use_key(self) -> object:
        return self._volume.use_key()

    def publish(self, size: int) -> None:
        self._volume.admit(self._name, self._blob, size, self._sealed_under)

    def discard(self) -> None:
        self._volume.forget(self._blob)


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.name, row.blob_id, row.size, row.written_at)
