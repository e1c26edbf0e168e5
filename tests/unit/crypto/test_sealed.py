import io
from typing import BinaryIO, cast

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor

from sealcanvas.crypto.errors import NotSealed, Tampered, Truncated
from sealcanvas.crypto.sealed import Sealer, Unsealer, read_header, verify_stream
from sealcanvas.crypto.sealed_header import SealedHeader, SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.sealed_stream import CHUNK_SIZE, PREFIX_SIZE, SEALED_CHUNK_SIZE, sealed_length, stream_context
from sealcanvas.crypto.secret import Secret

KEY = Secret(bytes(range(32)))
HEADER = SealedHeader(SealedKind.OBJECT, "arn:aws:kms:eu-central-1:111122223333:key/k", b"wrapped")
HEAD = len(HEADER.encode())
CONTEXT = b"bucket, object, version"
MIB = 1024 * 1024
SIZES = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 12_345]


def plaintext(size: int) -> bytes:
    """Bytes in which no two chunks are alike."""
    return b"".join(index.to_bytes(8, "big") for index in range(size // 8 + 1))[:size]


def seal(data: bytes, *, header: SealedHeader = HEADER, context: bytes = CONTEXT, key: Secret = KEY) -> bytes:
    sink = io.BytesIO()
    sealer = Sealer(sink, key, header, context)
    sealer.write(data)
    assert sealer.finish() == len(sink.getvalue())
    return sink.getvalue()


def unseal(data: bytes, *, context: bytes = CONTEXT, key: Secret = KEY) -> bytes:
    return b"".join(Unsealer(io.BytesIO(data), key, context))


def read_all(data: bytes, *, context: bytes = CONTEXT, key: Secret = KEY) -> bytes:
    reader = RangeReader(io.BytesIO(data), len(data), key, context)
    return reader.read(0, reader.length)


def refuse(data: bytes, *, context: bytes = CONTEXT, key: Secret = KEY) -> None:
    """Every way to open it refuses."""
    for way in (unseal, read_all):
        with pytest.raises((Tampered, NotSealed)):
            way(data, context=context, key=key)
    with pytest.raises((Tampered, NotSealed)):
        verify_stream(io.BytesIO(data), key, context)


@pytest.mark.parametrize("size", SIZES)
def test_round_trip(size: int) -> None:
    data = plaintext(size)
    sealed = seal(data)
    assert len(sealed) == HEAD + sealed_length(size)
    assert unseal(sealed) == data
    assert read_all(sealed) == data
    assert verify_stream(io.BytesIO(sealed), KEY, CONTEXT) == size


@pytest.mark.parametrize("size", SIZES)
def test_the_stream_is_the_librarys_own(size: int) -> None:
    sealed = seal(plaintext(size))
    stream = Cobblestone256Decryptor(KEY.reveal(), stream_context(HEADER.encode(), CONTEXT))
    assert stream.update(sealed[HEAD:]) + stream.finalize() == plaintext(size)


def test_writes_of_any_size_and_type_give_one_stream() -> None:
    data = plaintext(3 * CHUNK_SIZE)
    sink = io.BytesIO()
    sealer = Sealer(sink, KEY, HEADER, CONTEXT)
    sealer.write(b"")
    sealer.write(data[:1])
    sealer.write(bytearray(data[1:20_000]))
    sealer.write(memoryview(data)[20_000:].cast("B"))
    sealer.finish()
    assert unseal(sink.getvalue()) == data


class Trickle(io.RawIOBase):
    """A file that reads and writes at most a few bytes at once, as pipes and unbuffered files may."""

    def __init__(self, data: bytes = b"", step: int = 1000) -> None:
        self.data, self.step, self.at = bytearray(data), step, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any writable buffer will do
        piece = self.data[self.at : self.at + min(self.step, len(buffer))]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)

    def write(self, data: memoryview, /) -> int:  # type: ignore[override]  # as above
        self.data += data[: self.step]
        return min(self.step, len(data))


class ReadOnly:
    """A source that can do nothing but read, and that little by little."""

    def __init__(self, data: bytes) -> None:
        self.source = io.BytesIO(data)

    def read(self, size: int) -> bytes:
        return self.source.read(min(size, 777))


def test_short_reads_and_writes() -> None:
    data = plaintext(100_000)
    slow = cast("BinaryIO", Trickle())
    sealer = Sealer(slow, KEY, HEADER, CONTEXT)
    sealer.write(data)
    sealer.finish()
    sealed = bytes(cast("Trickle", slow).data)
    assert b"".join(Unsealer(cast("BinaryIO", Trickle(sealed)), KEY, CONTEXT)) == data
    assert b"".join(Unsealer(cast("BinaryIO", ReadOnly(sealed)), KEY, CONTEXT)) == data


def test_the_header_may_be_read_before() -> None:
    source = io.BytesIO(seal(b"data"))
    header = read_header(source)
    assert header == HEADER
    assert b"".join(Unsealer(source, KEY, CONTEXT, header=header)) == b"data"


def test_two_seals_of_one_plaintext_differ() -> None:
    assert seal(b"data") != seal(b"data")


def test_blocks_are_bounded_and_views_are_read_only() -> None:
    sealed = seal(plaintext(3 * MIB))
    assert max(len(block) for block in Unsealer(io.BytesIO(sealed), KEY, CONTEXT)) <= MIB + CHUNK_SIZE
    assert all(view.readonly for view in Unsealer(io.BytesIO(sealed), KEY, CONTEXT).views())


def test_every_bit_flip_of_a_small_file_is_refused() -> None:
    sealed = seal(b"small")
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        refuse(bytes(changed))


def test_a_flip_in_any_chunk_is_refused() -> None:
    sealed = seal(plaintext(4 * CHUNK_SIZE + 5))
    for position in range(HEAD, len(sealed), 4001):
        changed = bytearray(sealed)
        changed[position] ^= 1
        refuse(bytes(changed))


def test_truncation_at_every_length_is_refused() -> None:
    sealed = seal(b"small")
    for length in range(len(sealed)):
        refuse(sealed[:length])


@pytest.mark.parametrize("chunks", [1, 2])
def test_truncation_at_and_around_chunk_borders_is_refused(chunks: int) -> None:
    sealed = seal(plaintext(2 * CHUNK_SIZE + 100))
    border = HEAD + PREFIX_SIZE + chunks * SEALED_CHUNK_SIZE
    for length in range(border - 20, border + 20):
        refuse(sealed[:length])
    with pytest.raises(Truncated):
        unseal(sealed[:border])


def test_bytes_after_the_end_are_refused() -> None:
    for size in (0, 100, CHUNK_SIZE - 1, CHUNK_SIZE):
        for extra in (1, 15, 16, 17, SEALED_CHUNK_SIZE):
            refuse(seal(plaintext(size)) + bytes(extra))


def chunks_of(sealed: bytes) -> list[bytes]:
    body = sealed[HEAD + PREFIX_SIZE :]
    return [body[at : at + SEALED_CHUNK_SIZE] for at in range(0, len(body), SEALED_CHUNK_SIZE)]


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 0, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2, 2, 3], [3]])
def test_swapped_doubled_and_dropped_chunks_are_refused(order: list[int]) -> None:
    sealed = seal(plaintext(3 * CHUNK_SIZE + 7))
    chunks = chunks_of(sealed)
    refuse(sealed[: HEAD + PREFIX_SIZE] + b"".join(chunks[index] for index in order))


def test_chunks_of_another_file_under_the_same_key_are_refused() -> None:
    one, other = seal(plaintext(2 * CHUNK_SIZE)), seal(plaintext(2 * CHUNK_SIZE))
    chunks, others = chunks_of(one), chunks_of(other)
    refuse(one[: HEAD + PREFIX_SIZE] + chunks[0] + others[1] + chunks[2])


def test_another_key_or_context_is_refused_before_any_chunk() -> None:
    sealed = seal(b"data")
    refuse(sealed, context=b"another object")
    refuse(sealed, context=b"")
    refuse(sealed, key=Secret(bytes(32)))
    # the commitment refuses, though no chunk follows that could
    with pytest.raises(Tampered):
        RangeReader(io.BytesIO(sealed), len(sealed), Secret(bytes(32)), CONTEXT)


@pytest.mark.parametrize(
    "header",
    [
        SealedHeader(SealedKind.PART, HEADER.key_arn, HEADER.wrapped_key),
        SealedHeader(HEADER.kind, HEADER.key_arn.replace("/k", "/l"), HEADER.wrapped_key),
        SealedHeader(HEADER.kind, HEADER.key_arn, b"another"),
        SealedHeader(HEADER.kind, HEADER.key_arn + "w", HEADER.wrapped_key[1:]),
    ],
)
def test_a_body_under_another_header_is_refused(header: SealedHeader) -> None:
    refuse(header.encode() + seal(b"data")[HEAD:])
    refuse(seal(b"data", header=header)[: len(header.encode())] + seal(b"data")[HEAD:])


def test_context_and_header_cannot_trade_bytes() -> None:
    longer = SealedHeader(HEADER.kind, HEADER.key_arn, HEADER.wrapped_key + b"x")
    sealed = seal(b"data", header=longer, context=b"y")
    refuse(HEADER.encode() + sealed[len(longer.encode()) :], context=b"xy")


def test_nothing_from_the_bad_chunk_on_is_released() -> None:
    data = plaintext(3 * MIB)
    changed = bytearray(seal(data))
    changed[HEAD + PREFIX_SIZE + 70 * SEALED_CHUNK_SIZE] ^= 1
    blocks = iter(Unsealer(io.BytesIO(bytes(changed)), KEY, CONTEXT))
    assert next(blocks) == data[:MIB]
    with pytest.raises(Tampered):
        next(blocks)
    assert list(blocks) == []


def test_a_file_under_1_mib_is_released_whole_or_not_at_all() -> None:
    sealed = seal(plaintext(MIB - 1))
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed + b"\0"):
        with pytest.raises(Tampered):
            next(iter(Unsealer(io.BytesIO(broken), KEY, CONTEXT)))


def test_an_unfinished_file_is_truncated() -> None:
    sink = io.BytesIO()
    Sealer(sink, KEY, HEADER, CONTEXT).write(plaintext(3 * CHUNK_SIZE))
    refuse(sink.getvalue())


def test_each_is_used_once() -> None:
    sealer = Sealer(io.BytesIO(), KEY, HEADER, CONTEXT)
    sealer.finish()
    with pytest.raises(ValueError, match="finished"):
        sealer.write(b"more")
    with pytest.raises(ValueError, match="finished"):
        sealer.finish()
    unsealer = Unsealer(io.BytesIO(seal(b"data")), KEY, CONTEXT)
    assert list(unsealer) == [b"data"]
    with pytest.raises(ValueError, match="iterated before"):
        list(unsealer)


class FullDisk(io.BytesIO):
    def write(self, data: object, /) -> int:
        if self.tell() > 60_000:
            raise OSError(28, "No space left on device")
        return super().write(cast("bytes", data))


def test_after_a_failed_write_no_end_is_sealed() -> None:
    sealer = Sealer(FullDisk(), KEY, HEADER, CONTEXT)
    sealer.write(plaintext(70_000))
    with pytest.raises(OSError, match="No space"):
        sealer.write(plaintext(70_000))
    with pytest.raises(ValueError, match="failed"):
        sealer.finish()


def test_a_short_key_is_refused() -> None:
    for way in (unseal, read_all):
        with pytest.raises(ValueError):
            way(seal(b"data"), key=Secret(bytes(16)))
    with pytest.raises(ValueError):
        seal(b"data", key=Secret(bytes(16)))
