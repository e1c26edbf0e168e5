"""An object that is read by ranges while all its bytes pass once, in order: it is fetched once, not twice."""

from collections import deque
from collections.abc import Iterator

from sealcanvas.jobs.tasks.s3_source import S3Source

# Row groups of so many stored bytes are read while they pass; of larger ones, and of the footer, some pieces twice.
_WINDOW = 128 << 20


class OnePass(S3Source):
    """Its `blocks`, which a subclass may look at, are asked for once; what passed last is kept for `read_at`.

    Attributes:
        by_ranges: whether it is read so (Parquet); what is read block by block passes then.
    """

    by_ranges = False
    _stream: Iterator[bytes] | None = None
    _from = _to = 0

    def read_at(self, start: int, length: int) -> bytes:
        """A piece: of what has passed, or is about to. Raises botocore's ClientError."""
        end = min(self.size, start + length)
        if not self.by_ranges or self._gzip or start >= end or start < self._from or end > self._to + _WINDOW:
            return super().read_at(start, length)
        if self._stream is None:
            self._stream, self._kept = self.blocks(), deque[bytes]()
        while self._to < end and self._pass(self._stream):
            pass
        return self._piece(start, end)

    def finish(self) -> None:
        """Let all of it pass, and forget it."""
        stream = self.blocks() if self._stream is None else self._stream
        self._stream, self._kept, self._from = iter(()), deque(), self.size
        for _ in stream:
            pass

    def _pass(self, stream: Iterator[bytes]) -> bool:
        block = next(stream, None)
        if block is None:
            return False
        self._kept.append(block)
        self._to += len(block)
        while self._to - self._from - len(self._kept[0]) >= _WINDOW:
            self._from += len(self._kept.popleft())
        return True

    def _piece(self, start: int, end: int) -> bytes:
        pieces, place = [], self._from
        for block in self._kept:
            if place >= end:
                break
            if place + len(block) > start:
                pieces.append(block[max(0, start - place) : end - place])
            place += len(block)
        return b"".join(pieces)
