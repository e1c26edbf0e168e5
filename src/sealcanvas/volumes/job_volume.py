"""A job's volume, as the worker has it: EBS-like files sealed under a data key that the job's role must keep opening.

This module runs in workers: it is a client of KMS over the wire, and knows neither database nor root key.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sealcanvas.crypto.sealed import Sealer
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.entry import Entry
from sealcanvas.volumes.file import file_sealer
from sealcanvas.volumes.held_key import CacheBound, HeldKey, KmsClient
from sealcanvas.volumes.reading import FileReader
from sealcanvas.volumes.writing import FileWriter


class JobVolume(HeldKey):
    """Sealed files that live as long as the job; errors of the KMS client pass through every method.

    Files need not survive a crash (the job would begin anew), so they are not synced; their names are kept in
    memory alone. Methods may be called from several threads.

    Args:
        kms: gives a client with credentials of the job's role.
        key_id: key id, ARN or alias of the job's key.
        volume_id: "vol-" and 17 hexadecimal digits.
        folder: where sealed files go; only this process writes there.
        bound: the data-key cache policy; may be set anew at any time.
        plaintext_at_once: ask GenerateDataKey; else GenerateDataKeyWithoutPlaintext, and Decrypt at first use.

    Attributes:
        key_arn: the full ARN of the KMS key, once `create` was called.
    """

    def __init__(
        self,
        kms: Callable[[], KmsClient],
        key_id: str,
        volume_id: str,
        folder: Path,
        bound: CacheBound,
        *,
        plaintext_at_once: bool = True,
    ) -> None:
        super().__init__(kms, key_id, encryption_context(volume_id), bound, plaintext_at_once=plaintext_at_once)
        self._volume_id, self._folder = volume_id, folder
        self._entries: dict[str, Entry] = {}

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of the same name."""
        with self.writer(name) as file:
            file.write(data)

    def get(self, name: str) -> bytes:
        """A file's content.

        Raises:
            FileNotFoundError: there is no such file.
            Tampered: the file is not what was written.
        """
        with self.reader(name) as file:
            return file.read(0, file.length)

    def reader(self, name: str) -> FileReader:
        """Random access to a file; raises what `get` raises."""
        found = self.find(name)
        if found is None:
            raise FileNotFoundError(name)
        source = (self._folder / found.file_id).open("rb", buffering=0)
        return FileReader(source, self.use_key, self._volume_id, found.file_id)

    def writer(self, name: str) -> FileWriter:
        """Begin a file; it replaces one of the same name when it is committed."""
        return FileWriter(_Draft(self, name, self._folder, secrets.token_hex(16)))

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        with self._lock:
            found = self._entries.pop(name, None)
        if found is not None:
            (self._folder / found.file_id).unlink()

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, replacing a file that has it.

        Raises:
            FileNotFoundError: there is no file `old`.
        """
        with self._lock:
            found = self._entries.pop(old, None)
            if found is None:
                raise FileNotFoundError(old)
            replaced, self._entries[new] = self._entries.get(new), replace(found, name=new)
        if replaced is not None:
            (self._folder / replaced.file_id).unlink()

    def find(self, name: str) -> Entry | None:
        """The file of that name, or None."""
        return self._entries.get(name)

    def entries(self) -> list[Entry]:
        """The files, by their names."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: entry.name)

    def names(self) -> list[str]:
        """The files' names, sorted."""
        return sorted(self._entries)

    def seal_into(self, sink: BinaryIO, file_id: str) -> Sealer:
        """Begin a file's sealed bytes."""
        return file_sealer(sink, self.use_key(), self.key_arn, self._volume_id, file_id)

    def admit(self, name: str, file_id: str, size: int) -> None:
        """Make the sealed file `file_id` in the folder the file of a name."""
        made = Entry(name, file_id, size, datetime.now(UTC))
        with self._lock:
            old, self._entries[name] = self._entries.get(name), made
        if old is not None:
            (self._folder / old.file_id).unlink()


class _Draft:
    """A file being written beside the volume's files; a job's volume has no quota but its folder's."""

    def __init__(self, volume: JobVolume, name: str, folder: Path, file_id: str) -> None:
        self._volume, self._name, self._file_id = volume, name, file_id
        self._temporary, self._final = folder / f"{file_id}.incoming", folder / file_id
        self._sink: BinaryIO = self._temporary.open("xb", buffering=0)
        try:
            self._temporary.chmod(0o600)
            self.sealer = volume.seal_into(self._sink, file_id)
        except BaseException:
            self.discard()
            raise

    def check(self, size: int) -> None:
        """Nothing: no quota."""

    def use_key(self) -> object:
        return self._volume.use_key()

    def publish(self, size: int) -> None:
        self._sink.close()
        self._temporary.rename(self._final)
        self._volume.admit(self._name, self._file_id, size)

    def discard(self) -> None:
        self._sink.close()
        self._temporary.unlink(missing_ok=True)
