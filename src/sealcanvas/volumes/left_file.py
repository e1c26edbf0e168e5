"""Files that a worker left: opened so that nothing a worker puts in their place can hold the server up or lead it away.

What is looked at is what was opened, never a path twice.
"""

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class NotAFile(Exception):
    """It is a pipe, a link, a device or a folder, or longer than it may be."""


def open_left(path: Path | str, folder: int | None = None) -> BinaryIO:
    """A regular file, opened for reading.

    Args:
        folder: descriptor of the folder that `path` is relative to.

    Raises:
        FileNotFoundError: there is none.
        NotAFile: it is something else.
    """
    try:
        descriptor = os.open(path, _FLAGS, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError:  # a link, or a socket
        raise NotAFile from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFile
    return os.fdopen(descriptor, "rb", buffering=0)


def only_file_in(folder: Path, limit: int) -> tuple[str, io.BytesIO]:
    """Name and bytes of the one file in a folder; those still being written do not count.

    Args:
        limit: bytes at most, however many it grows to meanwhile.

    Raises:
        NotAFile: there is not exactly one, or it is no such file.
    """
    try:
        descriptor = os.open(folder, _FLAGS | os.O_DIRECTORY)
    except OSError:
        raise NotAFile from None
    try:
        name = _only_name(descriptor)
        with open_left(name, descriptor) as source:
            if os.fstat(source.fileno()).st_size > limit:
                raise NotAFile
            content = io.BytesIO()
            while block := source.read(min(1 << 20, limit + 1 - content.tell())):
                content.write(block)
    except FileNotFoundError:
        raise NotAFile from None
    finally:
        os.close(descriptor)
    if content.tell() > limit:
        raise NotAFile
    content.seek(0)
    return name, content


def _only_name(folder: int) -> str:
    found = ""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".incoming"):
                continue
            if found:
                raise NotAFile
            found = entry.name
    if not found:
        raise NotAFile
    return found
