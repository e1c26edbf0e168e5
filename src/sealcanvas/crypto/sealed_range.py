"""Ranged reads of sealed files: only the touched chunks are opened, and the last one."""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sealcanvas.crypto.digest import constant_time_equal
from sealcanvas.crypto.errors import Tampered, Truncated
from sealcanvas.crypto.sealed_header import SealedHeader, read_header
from sealcanvas.crypto.sealed_stream import (
    BLOCK_CHUNKS,
    CHUNK_SIZE,
    COMMITMENT_SIZE,
    DATA_KEY_SIZE,
    PREFIX_SIZE,
    SALT_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    plain_length,
    stream_context,
)
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.source import fill

_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_NONCE_SIZE = 12
_HASH = hashes.SHA512()
_REFUSAL = "the sealed file was changed, or key or context are others"


def _schedule(key: Secret, salt: bytes, context: bytes) -> tuple[AESGCM, int, bytes]:
    # Returns no key bytes, so that no frame holds them from which an error is raised: some loggers show locals.
    expand = HKDFExpand(_HASH, DATA_KEY_SIZE + _NONCE_SIZE + COMMITMENT_SIZE, b"".join((_INFO, salt, context)))
    okm = expand.derive(key.reveal())
    nonce_end = DATA_KEY_SIZE + _NONCE_SIZE
    return AESGCM(okm[:DATA_KEY_SIZE]), int.from_bytes(okm[DATA_KEY_SIZE:nonce_end], "big"), okm[nonce_end:]


class CobblestoneReader:
    """Reads any range of a Cobblestone-256 ciphertext; the length it gives is authentic from the start.

    The library only streams; this follows the specification's notes on random access, and tests hold it byte for
    byte against the library and the published vectors. One reader belongs to one thread: it seeks its source.

    Args:
        source: a seekable source.
        start: where in the source the ciphertext begins.
        size: length of the ciphertext in bytes.
        key: 32 bytes.
        context: the Cobblestone context.

    Attributes:
        length: plaintext bytes.

    Raises:
        Tampered, Truncated: commitment or last chunk are not what was sealed.
        ValueError: the key is not 32 bytes.
    """

    def __init__(self, source: BinaryIO, start: int, size: int, key: Secret, context: bytes) -> None:
        if len(key) != DATA_KEY_SIZE:
            raise ValueError(f"a data key has {DATA_KEY_SIZE} bytes")
        self._source = source
        # Reused: fresh buffers would cost more page faults than their AES costs.
        self._sealed = self._plain = memoryview(bytearray())
        self._start = start + PREFIX_SIZE
        self.length: int = plain_length(size)
        prefix = bytes(self._read(start, PREFIX_SIZE))
        self._aead, self._base_nonce, commitment = _schedule(key, prefix[:SALT_SIZE], context)
        if not constant_time_equal(commitment, prefix[SALT_SIZE:]):
            raise Tampered(_REFUSAL)
        # Only a stream's true last chunk is short and opens under its number: this authenticates the length.
        self._open_chunks(self.length // CHUNK_SIZE, self.length // CHUNK_SIZE)

    def read(self, offset: int, length: int) -> bytes:
        """Return the plaintext from `offset` on, `length` bytes or fewer where the file ends.

        Raises:
            Tampered: a touched chunk is not what was sealed; nothing of the range is returned.
            Truncated: the file has become shorter.
            ValueError: offset or length are negative.
        """
        return b"".join(self.stream(offset, length))

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        """Yield the same plaintext as `read` in blocks of up to 1 MiB, for ranges too large to hold.

        Raises:
            Tampered, Truncated, ValueError: as for `read`, though blocks before the bad one are out by then.
        """
        if offset < 0 or length < 0:
            raise ValueError("offset and length of a range are not negative")
        return self._blocks(offset, min(offset + length, self.length))

    def _blocks(self, offset: int, end: int) -> Iterator[bytes]:
        while offset < end:
            first = offset // CHUNK_SIZE
            last = min((end - 1) // CHUNK_SIZE, first + BLOCK_CHUNKS - 1)
            stop = min(end, (last + 1) * CHUNK_SIZE)
            plain = self._open_chunks(first, last)
            yield bytes(plain[offset - first * CHUNK_SIZE : stop - first * CHUNK_SIZE])
            offset = stop

    def _open_chunks(self, first: int, last: int) -> memoryview:
        """Open chunks `first` to `last`, both included, into the reader's own buffer, valid until the next call."""
        count = last - first + 1
        size = min(self.length, (last + 1) * CHUNK_SIZE) - first * CHUNK_SIZE
        sealed = self._read(self._start + first * SEALED_CHUNK_SIZE, size + count * TAG_SIZE)
        if len(self._plain) < size:
            self._plain = memoryview(bytearray(size))
        for index in range(count):
            nonce = (self._base_nonce ^ (first + index)).to_bytes(_NONCE_SIZE, "big")
            chunk = sealed[index * SEALED_CHUNK_SIZE : (index + 1) * SEALED_CHUNK_SIZE]
            target = self._plain[index * CHUNK_SIZE : index * CHUNK_SIZE + len(chunk) - TAG_SIZE]
            try:
                self._aead.decrypt_into(nonce, chunk, None, target)
            except InvalidTag:
                raise Tampered(_REFUSAL) from None
        return self._plain[:size]

    def _read(self, offset: int, size: int) -> memoryview:
        """Read exactly `size` sealed bytes into the reader's own buffer, valid until the next call."""
        if len(self._sealed) < size:
            self._sealed = memoryview(bytearray(size))
        self._source.seek(offset)
        if fill(self._source, self._sealed[:size]) < size:
            raise Truncated("the sealed file is shorter than it was said to be")
        return self._sealed[:size]


class RangeReader(CobblestoneReader):
    """Reads any range of a sealed file.

    Args:
        source: the sealed file, seekable from its very start.
        size: length of the sealed file in bytes, the header included.
        data_key: the data key it was sealed with, 32 bytes.
        context: the context it was sealed with.

    Attributes:
        header: the file's header.
        length: plaintext bytes.

    Raises:
        NotSealed, Tampered, Truncated: header, commitment or last chunk are not what was sealed.
        ValueError: the data key is not 32 bytes.
    """

    def __init__(self, source: BinaryIO, size: int, data_key: Secret, context: bytes) -> None:
        source.seek(0)
        self.header: SealedHeader = read_header(source)
        head = self.header.encode()
        super().__init__(source, len(head), size - len(head), data_key, stream_context(head, context))
