"""Who has a state folder's database open, so that its root key is not changed beneath them.

A lock on the folder itself: shared by everybody who opens the database, exclusive for who changes the root key. It ends
with the process, however that ends.
"""

import fcntl
import os
from pathlib import Path

from sealcanvas.server.errors import HomeError


class FolderUse:
    """One user of a state folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def share(self) -> None:
        """Use the database.

        Raises:
            HomeError: its root key is being changed.
        """
        if self._descriptor is None:
            self._take(fcntl.LOCK_SH, f"the root key of {self._folder} is being changed: try again once that is done")

    def claim(self) -> None:
        """Have the database for oneself.

        Raises:
            HomeError: somebody uses it.
        """
        self._take(fcntl.LOCK_EX, f"a command is at work on {self._folder}: try again once it is done")

    def release(self) -> None:
        """Use it no more."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __del__(self) -> None:
        self.release()

    def _take(self, how: int, otherwise: str) -> None:
        try:
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise HomeError(f"the state folder {self._folder} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise HomeError(otherwise) from None
        except OSError as error:
            os.close(descriptor)
            raise HomeError(f"the state folder {self._folder} cannot be locked: {error.strerror}") from None
        self._descriptor = descriptor
