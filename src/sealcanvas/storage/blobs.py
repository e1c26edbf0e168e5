"""A folder of sealed blobs: published whole and durable, or not at all; found by id, never by name."""

import os
import secrets
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from sealcanvas.storage.blob_store import StoredBlob

_making = threading.Lock()


class FolderWriter:
    """A blob being written into a folder: see `blob_store.BlobWriter`."""

    def __init__(self, blob_id: str, temporary: Path, final: Path) -> None:
        self.blob_id = blob_id
        self._temporary = temporary
        self._final = final
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self.file: BinaryIO = os.fdopen(descriptor, "w+b", buffering=0)

    def publish(self) -> None:
        """Make the blob durable under its id: data, name and folder are on disk when this returns."""
        os.fsync(self.file.fileno())
        self.file.close()
        _make_folder(self._final.parent)
        self._temporary.rename(self._final)
        _sync_folder(self._final.parent)

    def discard(self) -> None:
        """Forget the blob; nothing of it stays. Harmless after `publish`."""
        self.file.close()
        self._temporary.unlink(missing_ok=True)


class BlobFolder:
    """Blobs under one folder, fanned out by the first two bytes of their ids; a `blob_store.BlobStore`.

    Args:
        folder: made if absent, mode 0700.

    Attributes:
        incoming: where blobs are written until they are whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, blob_id: str) -> Path:
        """Where the blob lies; ids are 32 hexadecimal digits and nothing else.

        Raises:
            ValueError: `blob_id` is not an id.
        """
        check_id(blob_id)
        return self.folder / blob_id[:2] / blob_id[2:4] / blob_id

    def place(self, blob_id: str) -> str:
        """Where the blob lies, below the folder that holds this one."""
        return self.path(blob_id).relative_to(self.folder.parent).as_posix()

    def create(self) -> FolderWriter:
        """Start a new blob."""
        blob_id = secrets.token_hex(16)
        return FolderWriter(blob_id, self.incoming / blob_id, self.path(blob_id))

    def open(self, blob_id: str) -> BinaryIO:
        """The blob's bytes, seekable.

        Raises:
            FileNotFoundError: no such blob.
        """
        return self.path(blob_id).open("rb", buffering=0)

    def size(self, blob_id: str) -> int:
        """How many bytes the blob has.

        Raises:
            FileNotFoundError: no such blob.
        """
        return self.path(blob_id).stat().st_size

    def delete(self, blob_id: str) -> None:
        """Remove the blob, and what is being written under its id; harmless when it is gone already."""
        self.path(blob_id).unlink(missing_ok=True)
        (self.incoming / blob_id).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Every published blob's id, in no order."""
        for path in self.folder.glob("??/??/*"):
            yield path.name

    def everything(self) -> Iterator[StoredBlob]:
        """Every blob, those being written included; what is no blob is none of ours."""
        for pattern in ("incoming/*", "??/??/*"):
            for path in self.folder.glob(pattern):
                if not is_id(path.name):
                    continue
                try:
                    found = path.stat()
                except FileNotFoundError:
                    continue  # it was removed, or it became whole and comes later
                whole = path.parent != self.incoming
                yield StoredBlob(path.name, found.st_size, found.st_mtime, whole)

    def clear_incoming(self) -> int:
        """Remove what was being written when the last process ended; how many there were."""
        left = list(self.incoming.iterdir())
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def left_behind(self) -> Iterator[str]:
        """Every blob, and what was being written: a start looks at each."""
        yield from [path.name for path in self.incoming.iterdir()]
        yield from self.ids()

    def unsettled(self) -> list[str]:
        """None: a start finds everything by itself."""
        return []

    def settle(self, blob_ids: Collection[str]) -> None:
        """Nothing is noted of blobs in a folder."""


def is_id(name: str) -> bool:
    """Whether `name` is a blob's id: 32 hexadecimal digits."""
    return len(name) == 32 and all(c in "0123456789abcdef" for c in name)


def check_id(name: str) -> None:
    """Refuse what is not a blob's id.

    Raises:
        ValueError: `name` is something else.
    """
    if not is_id(name):
        raise ValueError("not a blob id")


def _make_folder(folder: Path) -> None:
    """Make a fan-out folder so that the folder itself survives a crash."""
    with _making:  # whoever finds the folder must not go on before its name is on disk
        for step in (folder.parent, folder):
            if not step.is_dir():
                step.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(step.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
