"""Sealing and opening whole objects and volume files as streams (docs/formats/sealed-object.md)."""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.sealed_header import SealedHeader, read_header
from sealcanvas.crypto.sealed_stream import (
    BLOCK_SIZE,
    PREFIX_SIZE,
    SEALED_BLOCK_SIZE,
    SEALED_CHUNK_SIZE,
    plain_length,
    stream_context,
)
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.source import fill

__all__ = ["SealedHeader", "Sealer", "Unsealer", "read_header", "verify_stream"]


class Sealer:
    """Seals one file into a sink: header first, then the stream; the file is whole only after `finish`.

    Args:
        sink: where sealed bytes go; never sought.
        data_key: 32 bytes, fresh for this file.
        header: what the file says of itself; the stream is bound to it.
        context: what the stream is bound to besides, such as `bind(bucket, object, version, …)`.

    Raises:
        ValueError: the data key is not 32 bytes.
    """

    def __init__(self, sink: BinaryIO, data_key: Secret, header: SealedHeader, context: bytes) -> None:
        head = header.encode()
        self._encryptor: Cobblestone256Encryptor | None = Cobblestone256Encryptor(
            data_key.reveal(), stream_context(head, context)
        )
        self._sink = sink
        self._buffer = bytearray()
        self._sealed = 0
        self._put(memoryview(head))

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Seal more plaintext; at most one chunk of it (16 KiB) is held back until more comes.

        Raises:
            ValueError: the sealer was finished, or a write failed before.
        """
        encryptor = self._take()
        plain = memoryview(data).cast("B")
        for start in range(0, len(plain), BLOCK_SIZE):
            piece = plain[start : start + BLOCK_SIZE]
            # the bound that the library's documentation gives for any piece
            room = len(piece) + len(piece) // 1024 + 16_456
            if len(self._buffer) < room:
                self._buffer = bytearray(room)
            size = encryptor.update_into(piece, self._buffer)
            self._put(memoryview(self._buffer)[:size])
        self._encryptor = encryptor

    def finish(self) -> int:
        """Seal the authentic end and return how many bytes went to the sink in all, the header included.

        Raises:
            ValueError: the sealer was finished, or a write failed before.
        """
        self._put(memoryview(self._take().finalize()))
        self._buffer = bytearray()
        return self._sealed

    def _take(self) -> Cobblestone256Encryptor:
        # Taken away until the call succeeds: after a failed write the stream in the sink has a hole.
        encryptor, self._encryptor = self._encryptor, None
        if encryptor is None:
            raise ValueError("this sealer is finished, or a write to its sink failed")
        return encryptor

    def _put(self, data: memoryview) -> None:
        self._sealed += len(data)
        while data:
            written = self._sink.write(data)
            # an unbuffered file may take less than it was given
            data = data[len(data) if written is None else written :]


class Unsealer:
    """Opens one sealed file as a stream; iterate it for the plaintext in blocks of about 1 MiB.

    A block is released only when all of its chunks are authentic, and the last block only when the end of the
    stream is: a file under 1 MiB is released whole or not at all. A caller that acts on earlier blocks of a
    longer file must be ready to discard its work when a later one raises. It can be iterated once.

    Args:
        source: the sealed file, at its start; or behind its header where `header` is given.
        data_key: the data key it was sealed with, 32 bytes.
        context: the context it was sealed with.
        header: the header, where the caller has read it already with `read_header`.

    Raises:
        NotSealed, Truncated: the header cannot be read.
        ValueError: the data key is not 32 bytes.
    """

    def __init__(
        self, source: BinaryIO, data_key: Secret, context: bytes, *, header: SealedHeader | None = None
    ) -> None:
        self.header = read_header(source) if header is None else header
        self._source = source
        self._decryptor: Cobblestone256Decryptor | None = Cobblestone256Decryptor(
            data_key.reveal(), stream_context(self.header.encode(), context)
        )

    def __iter__(self) -> Iterator[bytes]:
        """Yield plaintext blocks.

        Raises:
            Tampered: bytes, key or context are not what was sealed; nothing from the bad chunk on is released.
            Truncated: the stream ends where none can.
            ValueError: it was iterated before.
        """
        for view in self.views():
            yield bytes(view)

    def views(self) -> Iterator[memoryview]:
        """Yield plaintext blocks in one reused buffer: each is valid until the next one is asked for.

        Raises:
            Tampered, Truncated, ValueError: as for iteration.
        """
        decryptor, self._decryptor = self._decryptor, None
        if decryptor is None:
            raise ValueError("this unsealer was iterated before")
        # Opened in place. Whole chunks are read at a time, so that the library holds none back; the room is
        # the bound that its documentation gives.
        buffer = memoryview(bytearray(PREFIX_SIZE + SEALED_BLOCK_SIZE + SEALED_CHUNK_SIZE))
        wanted = PREFIX_SIZE + SEALED_BLOCK_SIZE
        total, ended = 0, False
        while not ended:
            filled = fill(self._source, buffer[:wanted])
            total += filled
            ended = filled < wanted
            wanted = SEALED_BLOCK_SIZE
            if ended:
                plain_length(total)  # tells a stream cut at or inside a tag from one with changed bytes
            try:
                size = decryptor.update_into(buffer[:filled], buffer)
                last = decryptor.finalize() if ended else b""
            except InvalidTag:
                raise Tampered("the sealed stream was changed, or key or context are others") from None
            buffer[size : size + len(last)] = last
            if size + len(last):
                yield buffer[: size + len(last)].toreadonly()


def verify_stream(source: BinaryIO, data_key: Secret, context: bytes) -> int:
    """Authenticate every chunk of a sealed file and its end, releasing no plaintext; return the plaintext's length.

    Args:
        source: the sealed file, at its start.
        data_key: the data key it was sealed with, 32 bytes.
        context: the context it was sealed with.

    Raises:
        NotSealed, Tampered, Truncated: the file is not what was sealed.
        ValueError: the data key is not 32 bytes.
    """
    return sum(len(view) for view in Unsealer(source, data_key, context).views())
