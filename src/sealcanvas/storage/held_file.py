"""Reads a database file without letting go of SQLite's locks.

POSIX locks belong to a process and a file: when a process closes *any* descriptor of a file, all its locks on it are
gone ("How To Corrupt An SQLite Database File", section 2.2). A server that read its own database by open and close
would so let another process believe that nobody uses it, and remove the write-ahead log beneath it. Hence descriptors
of database files, once opened for reading, stay open for as long as the process lives.
"""

import io
import os
import threading
from pathlib import Path
from typing import BinaryIO

_lock = threading.Lock()
_descriptors: dict[tuple[int, int], int] = {}


def open_held(path: Path) -> BinaryIO:
    """The file's bytes, seekable; closing what is returned closes nothing beneath it.

    Raises:
        FileNotFoundError: no such file.
    """
    with _lock:
        found = path.stat()
        descriptor = _descriptors.get((found.st_dev, found.st_ino))
        if descriptor is None:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            opened = os.fstat(descriptor)
            _descriptors[(opened.st_dev, opened.st_ino)] = descriptor
    return io.BufferedReader(_HeldFile(descriptor))


class _HeldFile(io.RawIOBase):
    """A position of its own in a descriptor that others read too."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # io's own type is private
        count = os.preadv(self._descriptor, [buffer], self._position)
        self._position += count
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_CUR:
            offset += self._position
        elif whence == os.SEEK_END:
            offset += os.fstat(self._descriptor).st_size
        self._position = offset
        return offset
