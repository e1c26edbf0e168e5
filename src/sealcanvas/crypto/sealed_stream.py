"""The numbers of Cobblestone-256 and what a sealed stream is bound to (https://c2sp.org/chunked-encryption)."""

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.errors import Truncated

CHUNK_SIZE = 16_384
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
SALT_SIZE = 24
COMMITMENT_SIZE = 32
PREFIX_SIZE = SALT_SIZE + COMMITMENT_SIZE
DATA_KEY_SIZE = 32
# One read or write of a stream. Its buffer is reused: a fresh 1 MiB costs more page faults than its AES costs.
BLOCK_CHUNKS = 64
BLOCK_SIZE = BLOCK_CHUNKS * CHUNK_SIZE
SEALED_BLOCK_SIZE = BLOCK_CHUNKS * SEALED_CHUNK_SIZE
_LABEL = b"sealcanvas/sealed@v1"


def stream_context(header: bytes, context: bytes) -> bytes:
    """Return the Cobblestone context of a file: its header bytes and the caller's context, injectively."""
    return bind(_LABEL, header, context)


def sealed_length(length: int) -> int:
    """Return how many bytes the sealed stream of `length` plaintext bytes has, its header not counted."""
    return PREFIX_SIZE + length + TAG_SIZE * (length // CHUNK_SIZE + 1)


def plain_length(sealed: int) -> int:
    """Return how many plaintext bytes a sealed stream of `sealed` bytes holds, its header not counted.

    Raises:
        Truncated: no stream has this length.
    """
    chunks, last = divmod(sealed - PREFIX_SIZE, SEALED_CHUNK_SIZE)
    if chunks < 0 or last < TAG_SIZE:
        raise Truncated("the sealed stream was cut short")
    return chunks * CHUNK_SIZE + last - TAG_SIZE
