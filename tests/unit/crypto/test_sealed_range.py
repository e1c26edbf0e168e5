import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.crypto.errors import Tampered, Truncated
from sealcanvas.crypto.sealed import Sealer
from sealcanvas.crypto.sealed_header import SealedHeader, SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.sealed_stream import CHUNK_SIZE, PREFIX_SIZE, SEALED_CHUNK_SIZE
from sealcanvas.crypto.secret import Secret

KEY = Secret(bytes(range(32)))
HEADER = SealedHeader(SealedKind.VOLUME_FILE, "arn:aws:kms:eu-central-1:111122223333:key/k", b"wrapped")
HEAD = len(HEADER.encode())
DATA = b"".join(index.to_bytes(4, "big") for index in range(5 * CHUNK_SIZE // 4)) + b"the end"


def sealed(data: bytes) -> bytes:
    sink = io.BytesIO()
    sealer = Sealer(sink, KEY, HEADER, b"context")
    sealer.write(data)
    sealer.finish()
    return sink.getvalue()


SEALED = sealed(DATA)


class Watched(io.BytesIO):
    """Remembers which bytes were read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.touched: list[tuple[int, int]] = []

    def read(self, size: int | None = -1, /) -> bytes:
        start = self.tell()
        data = super().read(size)
        self.touched.append((start, start + len(data)))
        return data

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any writable buffer will do
        start = self.tell()
        size = super().readinto(buffer)
        self.touched.append((start, start + size))
        return size


def reader(data: bytes = SEALED) -> RangeReader:
    return RangeReader(io.BytesIO(data), len(data), KEY, b"context")


near_border = st.builds(lambda chunk, delta: max(0, chunk * CHUNK_SIZE + delta), st.integers(0, 6), st.integers(-2, 2))
position = st.one_of(st.integers(0, len(DATA) + 100), near_border)


@settings(max_examples=300)
@given(position, position)
def test_every_range_is_the_streams(offset: int, length: int) -> None:
    assert reader().read(offset, length) == DATA[offset : offset + length]


def test_one_reader_reads_in_any_order() -> None:
    shared = reader()
    for offset in (70_000, 0, 16_383, 40_000, 0):
        assert shared.read(offset, 20_000) == DATA[offset : offset + 20_000]
    assert shared.read(len(DATA), 1) == b""
    assert (shared.length, shared.header) == (len(DATA), HEADER)


def test_large_ranges_stream_in_bounded_blocks() -> None:
    data = bytes(3 * 1024 * 1024)
    blocks = list(reader(sealed(data)).stream(5, len(data)))
    assert b"".join(blocks) == data[5:]
    assert max(map(len, blocks)) <= 1024 * 1024


def test_only_the_touched_chunks_and_the_last_are_read() -> None:
    source = Watched(SEALED)
    ranged = RangeReader(source, len(SEALED), KEY, b"context")
    last = HEAD + PREFIX_SIZE + 5 * SEALED_CHUNK_SIZE
    assert all(end <= HEAD + PREFIX_SIZE or start >= last for start, end in source.touched)
    source.touched.clear()
    ranged.read(2 * CHUNK_SIZE + 10, 100)
    start = HEAD + PREFIX_SIZE + 2 * SEALED_CHUNK_SIZE
    assert source.touched == [(start, start + SEALED_CHUNK_SIZE)]


def test_a_cut_at_a_chunk_border_is_seen_before_any_range_is_read() -> None:
    for chunks in range(6):
        cut = SEALED[: HEAD + PREFIX_SIZE + chunks * SEALED_CHUNK_SIZE]
        with pytest.raises(Truncated):
            reader(cut)
    cut_inside = SEALED[: HEAD + PREFIX_SIZE + 3 * SEALED_CHUNK_SIZE + 500]
    with pytest.raises(Tampered):
        reader(cut_inside)


def test_a_size_that_is_not_the_files_is_refused() -> None:
    for size in (0, HEAD, len(SEALED) - 1, len(SEALED) + 1, len(SEALED) + SEALED_CHUNK_SIZE):
        with pytest.raises(Tampered):
            RangeReader(io.BytesIO(SEALED), size, KEY, b"context")


def test_a_bad_chunk_spoils_its_own_ranges_alone() -> None:
    changed = bytearray(SEALED)
    changed[HEAD + PREFIX_SIZE + SEALED_CHUNK_SIZE + 3] ^= 1
    spoilt = reader(bytes(changed))
    assert spoilt.read(0, CHUNK_SIZE) == DATA[:CHUNK_SIZE]
    for offset, length in ((CHUNK_SIZE, 1), (0, len(DATA)), (2 * CHUNK_SIZE - 1, 1)):
        with pytest.raises(Tampered):
            spoilt.read(offset, length)
    assert spoilt.read(2 * CHUNK_SIZE, 10) == DATA[2 * CHUNK_SIZE : 2 * CHUNK_SIZE + 10]


def test_negative_ranges_are_refused_at_once() -> None:
    for offset, length in ((-1, 1), (1, -1)):
        with pytest.raises(ValueError, match="not negative"):
            reader().stream(offset, length)
