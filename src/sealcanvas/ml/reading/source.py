"""Where a file's bytes come from: whoever calls `ml` opens it, `ml` only reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """One file; its name is used in messages, and to tell its format where the bytes do not."""

    @property
    def name(self) -> str:
        """Of the file."""
        ...

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """Its bytes from the beginning, in blocks of at most a few MiB. It may be asked again."""
        ...

    def read_at(self, start: int, length: int) -> bytes:
        """At most `length` bytes from `start` on; fewer only at its end."""
        ...


@dataclass(frozen=True)
class MemorySource:
    """A file that is in memory already."""

    data: bytes
    name: str = ""

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        """In blocks of 1 MiB."""
        view = memoryview(self.data)
        for start in range(0, len(view), 1 << 20):
            yield bytes(view[start : start + (1 << 20)])

    def read_at(self, start: int, length: int) -> bytes:
        """A piece of it."""
        return self.data[start : start + length]


def called(source: Source) -> str:
    """The file, as messages begin with it."""
    return f"'{source.name}'" if source.name else "The file"
