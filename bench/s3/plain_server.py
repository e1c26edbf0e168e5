"""`python -m bench.s3.plain_server up ...`: our server, which stores objects as they come. For measurement alone.

What a sealed server costs is told beside it: the same door, policies, KMS calls, checksums and database, no AES.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from sealcanvas.cli import cli
from sealcanvas.crypto.sealed import read_header
from sealcanvas.s3 import opened, sealing

_BLOCK = 1 << 20


class _PlainWriter:
    """In the place of `Sealer`."""

    def __init__(self, sink: BinaryIO, _data_key: object, header: Any, _context: bytes) -> None:
        self._sink = sink
        self.write(header.encode())

    def write(self, data: bytes | memoryview) -> None:
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self._sink.write(rest) :]

    def finish(self) -> None:
        """There is no end to seal."""


class _PlainReader:
    """In the place of `Unsealer`."""

    def __init__(self, source: BinaryIO, _data_key: object, _context: bytes) -> None:
        read_header(source)
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        while block := self._source.read(_BLOCK):
            yield block


class _PlainRange:
    """In the place of `RangeReader`."""

    def __init__(self, source: BinaryIO, size: int, _data_key: object, _context: bytes) -> None:
        source.seek(0)
        self._start = len(read_header(source).encode())
        self._source, self.length = source, size - self._start

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        self._source.seek(self._start + offset)
        while length > 0 and (block := self._source.read(min(length, _BLOCK))):
            length -= len(block)
            yield block


def main() -> None:
    sealing.Sealer = _PlainWriter  # type: ignore[assignment,misc]
    opened.Unsealer = _PlainReader  # type: ignore[assignment,misc]
    opened.RangeReader = _PlainRange  # type: ignore[assignment,misc]
    cli()


if __name__ == "__main__":
    main()
