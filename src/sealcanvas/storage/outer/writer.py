"""A blob on its way into an outer store: pieces go out as they fill, at most two at a time."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from sealcanvas.storage.blob_store import BlobsUnavailable
from sealcanvas.storage.outer.connection import Connection
from sealcanvas.storage.outer.pieces import PIECE_SIZE, piece_of

_AT_ONCE = 2
_BEAT = 60.0  # seconds between two signs of life: gc takes what gave none for an hour


class OuterWriter:
    """A blob being written: see `blob_store.BlobWriter`.

    The first piece is held back until `publish`: before it is there, nothing of the blob exists for a reader.
    Memory: the first piece, the one that fills, and `_AT_ONCE` on their way.

    Args:
        note: the file here that tells of the blob; its time is when the last sealed bytes came.
        remove: takes away whatever of the blob is in the store.
    """

    def __init__(self, blob_id: str, connection: Connection, note: Path, remove: Callable[[], None]) -> None:
        self.blob_id = blob_id
        self.file = cast("BinaryIO", self)  # a sink for sealed bytes: `write` is all that is asked of it
        self._connection = connection
        self._note = note
        self._beaten = time.monotonic()
        self._remove = remove
        self._first: bytearray | None = None
        self._filling = bytearray()
        self._count = 0
        self._under_way: list[Future[None]] = []
        self._pool: ThreadPoolExecutor | None = None
        self._published = False

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take sealed bytes.

        Raises:
            BlobsUnavailable: a piece before these was not taken, or gc has taken the blob for abandoned.
        """
        if time.monotonic() - self._beaten > _BEAT:
            self._beat()
        view = memoryview(data).cast("B")
        for start in range(0, len(view), PIECE_SIZE):
            self._take(view[start : start + PIECE_SIZE])
        return len(view)

    def publish(self) -> None:
        """Make the blob exist: the outer store has acknowledged every piece when this returns.

        Raises:
            BlobsUnavailable: it has not.
        """
        if self._filling:
            self._piece_is_full()
        self._wait(0)
        self._close()
        if self._first is None:
            raise ValueError("a blob has at least one byte")
        self._beat()  # pieces of a blob that was taken for abandoned are gone
        self._connection.put(piece_of(self.blob_id, 0), self._first)
        self._published = True
        self._first = None

    def discard(self) -> None:
        """Forget the blob, what was on its way included; harmless after `publish`.

        Where the outer store does not answer, the note of it stays, and the next start tries again.
        """
        if self._published:
            return
        self._close()
        self._first, self._filling = None, bytearray()
        with suppress(OSError):
            self._remove()

    def _beat(self) -> None:
        try:
            os.utime(self._note)
        except FileNotFoundError:
            raise BlobsUnavailable("the upload stood still for so long that what was stored of it is gone") from None
        self._beaten = time.monotonic()

    def _take(self, view: memoryview) -> None:
        room = PIECE_SIZE - len(self._filling)
        self._filling += view[:room]
        if len(self._filling) == PIECE_SIZE:
            self._piece_is_full()
        self._filling += view[room:]

    def _piece_is_full(self) -> None:
        piece, self._filling = self._filling, bytearray()
        number, self._count = self._count, self._count + 1
        if number == 0:
            self._first = piece
            return
        self._wait(_AT_ONCE - 1)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="blob-piece")
        self._under_way.append(self._pool.submit(self._connection.put, piece_of(self.blob_id, number), piece))

    def _wait(self, most: int) -> None:
        """Until at most so many pieces are on their way; a piece that failed is told here."""
        while len(self._under_way) > most:
            self._under_way.pop(0).result()

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._under_way.clear()
