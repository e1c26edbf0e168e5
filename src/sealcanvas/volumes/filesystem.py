"""A volume as an fsspec filesystem: for whatever reads and writes files by that interface (pandas, pyarrow, …).

Paths are the files' names; folders are what their slashes say, and are there while a file is below them. Reads open
the touched chunks alone. Writes are sealed as they come, and the file is there once it is closed.
"""

import io
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from fsspec.spec import AbstractFileSystem

from sealcanvas.crypto.sealed_stream import BLOCK_SIZE, CHUNK_SIZE
from sealcanvas.volumes.entry import Entry
from sealcanvas.volumes.reading import FileReader
from sealcanvas.volumes.writing import FileWriter

Info = dict[str, Any]


class Files(Protocol):
    """What a filesystem needs of a volume: `volume.Volume` and `job_volume.JobVolume` have it."""

    def find(self, name: str) -> Entry | None: ...

    def entries(self) -> list[Entry]: ...

    def reader(self, name: str) -> FileReader: ...

    def writer(self, name: str) -> FileWriter: ...

    def delete(self, name: str) -> None: ...

    def rename(self, old: str, new: str) -> None: ...


class SealedFileSystem(AbstractFileSystem):
    """fsspec over one open volume; KMS's refusals pass through every method.

    It is made with the volume, never found by a URL: an address opens nothing.
    """

    protocol = "sealed"
    root_marker = ""
    cachable = False  # an instance belongs to its volume

    def __init__(self, volume: Files) -> None:
        super().__init__()
        self._volume = volume

    def info(self, path: str, **_: Any) -> Info:
        """Name, size and type of a file or folder; `file_id` changes whenever the file is written anew.

        Raises:
            FileNotFoundError: there is neither.
        """
        name = self._strip_protocol(path)
        found = self._volume.find(name) if name else None
        if found is not None:
            return _info(found)
        if not name or any(entry.name.startswith(f"{name}/") for entry in self._volume.entries()):
            return {"name": name, "size": 0, "type": "directory"}
        raise FileNotFoundError(path)

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """What is directly in a folder, or the file itself.

        Raises:
            FileNotFoundError: there is no such file or folder.
        """
        here = self.info(path)
        found = [here]
        if here["type"] == "directory":
            found = _inside(self._volume.entries(), f"{here['name']}/" if here["name"] else "")
        return found if detail else [each["name"] for each in found]

    def created(self, path: str) -> datetime:
        """When the file was written, which is when it was made: files are written whole."""
        return self.modified(path)

    def modified(self, path: str) -> datetime:
        """When the file was written."""
        found = self._volume.find(self._strip_protocol(path))
        if found is None:
            raise FileNotFoundError(path)
        return found.written_at

    def ukey(self, path: str) -> str:
        """What changes with the file's content."""
        return str(self.info(path).get("file_id", ""))

    def mkdir(self, path: str, create_parents: bool = True, **_: Any) -> None:
        """Nothing: a folder is there while a file is below it."""

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """Nothing, as `mkdir`."""

    def rmdir(self, path: str) -> None:
        """Nothing: a folder goes with its last file. Raises OSError while there is one."""
        if self.ls(path):
            raise OSError(f"{path} is not empty")

    def cp_file(self, path1: str, path2: str, **_: Any) -> None:
        """Copy a file, sealed anew."""
        with (
            self._volume.reader(self._strip_protocol(path1)) as source,
            self._volume.writer(self._strip_protocol(path2)) as sink,
        ):
            _copy(source, sink)

    def mv(self, path1: str, path2: str, recursive: bool = False, **_: Any) -> None:
        """Rename a file, in one step; with `recursive` a folder, file by file. Raises FileNotFoundError."""
        old, new = self._strip_protocol(path1), self._strip_protocol(path2)
        if self._volume.find(old) is not None:
            self._volume.rename(old, new)
            return
        below = [entry.name for entry in self._volume.entries() if entry.name.startswith(f"{old}/")]
        if not below:
            raise FileNotFoundError(path1)
        if not recursive:
            raise IsADirectoryError(path1)
        for name in below:
            self._volume.rename(name, new + name[len(old) :])

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        """A file's content, or a range of it; negative positions count from the end."""
        with self._volume.reader(self._strip_protocol(path)) as file:
            first, stop, _step = slice(start, end).indices(file.length)
            return file.read(first, max(0, stop - first))

    def rm(self, path: str | list[str], recursive: bool = False, maxdepth: int | None = None) -> None:
        """Remove files; with `recursive` all that are below a folder.

        Raises:
            FileNotFoundError: there is no such file or folder.
            IsADirectoryError: it is a folder, and not `recursive`.
        """
        found = self.expand_path(path, recursive=recursive, maxdepth=maxdepth)
        names = [name for name in found if self._volume.find(name) is not None]
        if found and not names and not recursive:
            raise IsADirectoryError(f"{path} is a folder")
        for name in names:
            self._volume.delete(name)

    def _rm(self, path: str) -> None:
        name = self._strip_protocol(path)
        if self._volume.find(name) is None:
            raise FileNotFoundError(path)
        self._volume.delete(name)

    def _open(self, path: str, mode: str = "rb", autocommit: bool = True, **_: Any) -> Any:
        name = self._strip_protocol(path)
        if mode == "rb":
            return io.BufferedReader(_Reading(self._volume.reader(name)), CHUNK_SIZE)
        old = self._volume.find(name)
        if mode not in ("wb", "xb", "ab"):
            raise ValueError(f"a file on a volume is not opened in mode '{mode}': use rb, wb, xb or ab")
        if mode == "xb" and old is not None:
            raise FileExistsError(path)
        writer = self._volume.writer(name)
        if mode == "ab" and old is not None:
            try:
                with self._volume.reader(name) as source:
                    _copy(source, writer)
            except BaseException:
                writer.discard()
                raise
        return _Writing(writer, autocommit)


class _Reading(io.RawIOBase):
    """A reader with a position."""

    def __init__(self, reader: FileReader) -> None:
        super().__init__()
        self._reader, self._position = reader, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._reader.length}[whence]
        if base + offset < 0:
            raise ValueError("a position before the file's start")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        content = self._reader.read(self._position, len(view))
        view[: len(content)] = content
        self._position += len(content)
        return len(content)

    def close(self) -> None:
        self._reader.close()
        super().close()


class _Writing(io.RawIOBase):
    """A writer that commits when it is closed, unless its `with` block failed or a transaction does it."""

    def __init__(self, writer: FileWriter, autocommit: bool) -> None:
        super().__init__()
        self._writer, self._autocommit = writer, autocommit

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._writer.size

    def write(self, data: Any) -> int:
        return self._writer.write(data)

    def commit(self) -> None:
        """Make it the file; fsspec's transactions call this."""
        self._writer.commit()

    def discard(self) -> None:
        """Forget it; fsspec's transactions call this."""
        self._writer.discard()

    def close(self) -> None:
        if not self.closed:
            super().close()
            if self._autocommit:
                self._writer.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self._autocommit = False
            self._writer.discard()
        self.close()

    def __del__(self) -> None:
        """A file that nobody closed is not one that somebody finished."""
        self._writer.discard()


def _copy(source: FileReader, sink: FileWriter) -> None:
    for offset in range(0, source.length, BLOCK_SIZE):
        sink.write(source.read(offset, BLOCK_SIZE))


def _info(entry: Entry) -> Info:
    return {"name": entry.name, "size": entry.size, "type": "file", "file_id": entry.file_id}


def _inside(entries: list[Entry], prefix: str) -> list[Info]:
    """Files and folders directly below a prefix that ends in a slash, or is empty."""
    found: dict[str, Info] = {}
    for entry in entries:
        if entry.name.startswith(prefix):
            first, slash, _ = entry.name[len(prefix) :].partition("/")
            name = f"{prefix}{first}"
            found[name] = {"name": name, "size": 0, "type": "directory"} if slash else _info(entry)
    return list(found.values())
