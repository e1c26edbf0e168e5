"""A folder of sealed blobs: published whole and durable, or not at all; found by id, never by name."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


class BlobWriter:
    """A blob being written: `file` takes its bytes; `publish` makes it exist, `discard` forgets it."""

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
    """Blobs under one folder, fanned out by the first two bytes of their ids.

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
        if len(blob_id) != 32 or not all(c in "0123456789abcdef" for c in blob_id):
            raise ValueError("not a blob id")
        return self.folder / blob_id[:2] / blob_id[2:4] / blob_id

    def create(self) -> BlobWriter:
        """Start a new blob."""
        blob_id = secrets.token_hex(16)
        return BlobWriter(blob_id, self.incoming / blob_id, self.path(blob_id))

    def open(self, blob_id: str) -> BinaryIO:
        """The blob's bytes, seekable.

        Raises:
            FileNotFoundError: no such blob.
        """
        return self.path(blob_id).open("rb", buffering=0)

    def delete(self, blob_id: str) -> None:
        """Remove the blob; harmless when it is gone already."""
        self.path(blob_id).unlink(missing_ok=True)

    def clear_incoming(self) -> int:
        """Remove what was being written when the last process ended; how many there were."""
        left = list(self.incoming.iterdir())
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def ids(self) -> Iterator[str]:
        """Every published blob's id, in no order."""
        for path in self.folder.glob("??/??/*"):
            yield path.name


def _make_folder(folder: Path) -> None:
    """Make a fan-out folder so that the folder itself survives a crash."""
    if folder.is_dir():
        return
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
