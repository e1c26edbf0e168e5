"""The plaintext of a sealed file as a file that can be read and sought, for what lies sealed inside of it."""

import io

from sealcanvas.crypto.sealed_range import RangeReader


class LayerSource(io.RawIOBase):
    """Reads what the outer layer seals, authentic chunk by chunk.

    Args:
        outer: a reader of the outer layer; its length is authentic from the start.
    """

    def __init__(self, outer: RangeReader) -> None:
        super().__init__()
        self._outer = outer
        self._at = 0

    def readable(self) -> bool:
        """It is only read."""
        return True

    def seekable(self) -> bool:
        """It can be sought."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; where that is.

        Raises:
            ValueError: before the beginning.
        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._outer.length}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning of a file")
        self._at = base + offset
        return self._at

    def readinto(self, into: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        """Fill a buffer; the number of bytes, fewer only at the end.

        Raises:
            Tampered, Truncated: a touched chunk is not what was sealed.
        """
        view, filled = memoryview(into).cast("B"), 0
        for block in self._outer.stream(self._at, len(view)):
            view[filled : filled + len(block)] = block
            filled += len(block)
        self._at += filled
        return filled
