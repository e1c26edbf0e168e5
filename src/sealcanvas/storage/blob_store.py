"""What holds sealed blobs: written whole or not at all, found by id, read anywhere (docs/blob-stores.md)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol


class BlobsUnavailable(OSError):
    """The store that holds the blobs does not answer, or refuses us; the same may succeed later."""


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What a store has of one blob.

    Attributes:
        size: its sealed bytes.
        written_at: when the newest of them was written, in seconds since the epoch by the store's clock.
        whole: it was published; else it is being written, or what is left of that.
    """

    blob_id: str
    size: int
    written_at: float
    whole: bool


class BlobWriter(Protocol):
    """A blob being written: `file` takes its bytes; `publish` makes it exist, `discard` forgets it."""

    blob_id: str
    file: BinaryIO

    def publish(self) -> None:
        """Make the blob exist, durable when this returns.

        Raises:
            OSError: it is not, for want of room or of an answer; `discard` it.
        """

    def discard(self) -> None:
        """Forget the blob; nothing of it stays. Harmless after `publish`."""


class BlobStore(Protocol):
    """Blobs by their ids: 32 hexadecimal digits, random, never used twice."""

    def create(self) -> BlobWriter:
        """Start a new blob."""

    def open(self, blob_id: str) -> BinaryIO:
        """The blob's bytes, seekable; to be closed by whoever opened it.

        Raises:
            FileNotFoundError: no such blob.
            BlobsUnavailable: the store does not answer.
        """

    def size(self, blob_id: str) -> int:
        """How many sealed bytes the blob has.

        Raises:
            FileNotFoundError, BlobsUnavailable: as for `open`.
        """

    def delete(self, blob_id: str) -> None:
        """Remove the blob and whatever there is of it; harmless when it is gone already."""

    def ids(self) -> Iterator[str]:
        """Every published blob's id, in no order."""

    def everything(self) -> Iterator[StoredBlob]:
        """All that the store has, what is not whole included, in no order."""

    def left_behind(self) -> Iterator[str]:
        """Ids of what a process that ended may have left: to be asked before anybody writes."""

    def unsettled(self) -> list[str]:
        """Ids that are noted as being written, whose notes `settle` removes."""

    def settle(self, blob_ids: Collection[str]) -> None:
        """Remove the notes of these blobs: durable rows refer to them now, or they are gone."""

    def place(self, blob_id: str) -> str:
        """Where the blob lies, for people."""
