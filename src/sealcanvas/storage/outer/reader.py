"""A blob of an outer store, read as a file: in blocks that grow while it is read in order, one of them in memory."""

import io
import os

from sealcanvas.storage.outer.connection import Connection
from sealcanvas.storage.outer.pieces import PIECE_SIZE, folder_of, piece_of, read_piece

_FIRST_BLOCK = 256 << 10  # most objects are smaller: one request
_SMALLEST_BLOCK = 64 << 10


class OuterFile(io.RawIOBase):
    """The sealed bytes of one blob; a position in them, and the block around it.

    What it gives is whatever the outer store gave: the seal tells whether that is what was written.

    Args:
        blob_id: which blob.

    Raises:
        FileNotFoundError: no such blob.
        BlobsUnavailable: no answer.
    """

    def __init__(self, connection: Connection, blob_id: str) -> None:
        super().__init__()
        self._connection = connection
        self._blob_id = blob_id
        self._position = 0
        size, start, data = connection.get(piece_of(blob_id, 0), 0, _FIRST_BLOCK)
        self._begins, self._block = start, data
        self._grown = _FIRST_BLOCK
        self._sizes = [size]
        self._size = size
        if size == PIECE_SIZE:
            self._count_pieces()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_CUR:
            offset += self._position
        elif whence == os.SEEK_END:
            offset += self._size
        if offset < 0:
            raise ValueError("a position is not negative")
        self._position = offset
        return offset

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # io's own type is private
        view = memoryview(buffer).cast("B")
        if self._position >= self._size or not len(view):
            return 0
        at = self._position - self._begins
        if not 0 <= at < len(self._block):
            self._fetch(len(view))
            at = self._position - self._begins
        count = min(len(view), len(self._block) - at)
        view[:count] = memoryview(self._block)[at : at + count]
        self._position += count
        return count

    def close(self) -> None:
        self._block = b""
        super().close()

    def _fetch(self, wanted: int) -> None:
        """Get the block at the position: twice as large as the one before where that ended here."""
        in_order = self._position == self._begins + len(self._block)
        least = self._grown * 2 if in_order else max(wanted, _SMALLEST_BLOCK)
        self._grown = min(least, PIECE_SIZE)
        number, offset = divmod(self._position, PIECE_SIZE)
        self._block = b""  # one block in memory, not two
        _, start, data = self._connection.get(piece_of(self._blob_id, number), offset, self._grown)
        if not start <= offset < start + len(data):
            raise OSError("the blob store gave other bytes than it was asked for")
        self._begins, self._block = number * PIECE_SIZE + start, data

    def _count_pieces(self) -> None:
        """The size of a blob of more than one piece, from a list of them."""
        found = {}
        for name, size, _ in self._connection.names(folder_of(self._blob_id)):
            piece = read_piece(name)
            if piece is not None:
                found[piece[1]] = size
        sizes: list[int] = []
        while len(sizes) in found:
            sizes.append(found[len(sizes)])
        # A piece that is missing or short ends the blob there: its seal then does not open.
        whole = next((number for number, size in enumerate(sizes) if size != PIECE_SIZE), len(sizes) - 1)
        self._size = whole * PIECE_SIZE + sizes[whole] if sizes else self._size
