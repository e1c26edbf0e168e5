"""The root key in a file of its own, outside the state folder (docs/roots.md)."""

import os
from pathlib import Path

from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import root_key_id
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose
from sealcanvas.roots.key_file import create_key_file, open_key_file

_COMING = ".next"


class KeyFileKeeper(Keeper):
    """Keeps the 32 bytes themselves; while there are two, the coming ones beside the present ones.

    Args:
        locator: "file:" for the default place, or "file:" and a path.
        path: the file.
    """

    kind = "file"

    def __init__(self, locator: str, path: Path) -> None:
        self.locator = locator
        self.path = path
        self._coming = path.with_name(path.name + _COMING)

    def keep(self, root: Secret, purpose: Purpose) -> Kept:  # noqa: ARG002 - the seam's signature
        if not self.path.exists():
            create_key_file(self.path, root)
        elif open_key_file(self.path) != root:
            self._coming.unlink(missing_ok=True)  # of a rotation that came to nothing
            create_key_file(self._coming, root)
        return Kept()

    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:  # noqa: ARG002 - the seam's signature
        return open_key_file(self._coming if _holds(self._coming, root_id) else self.path)

    def settle(self, root_id: str) -> None:
        if not self._coming.exists():
            return
        if _holds(self._coming, root_id):
            if self.path.exists():
                _overwrite(self.path)
            self._coming.replace(self.path)
        elif _holds(self.path, root_id):  # a rotation came to nothing; and never is the last key of somebody removed
            _overwrite(self._coming)
            self._coming.unlink()
        _synchronise(self.path.parent)

    def destroy(self, root_id: str) -> None:
        for path in (self._coming, self.path):
            if _holds(path, root_id):
                _overwrite(path)
                path.unlink()
                _synchronise(path.parent)


def _holds(path: Path, root_id: str) -> bool:
    """Whether a file is there, whole, and the root key of that id."""
    try:
        return root_key_id(open_key_file(path)).hex() == root_id
    except RootUnavailable:
        return False


def _overwrite(path: Path) -> None:
    """Overwrite a key file in place: on a disk that writes in place, nothing of it stays."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise RootUnavailable(f"the old root key at {path} cannot be destroyed: {error.strerror}") from None


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
