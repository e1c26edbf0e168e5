"""Secrets wrapped under the root key: KMS key material above all (docs/formats/root-wrap.md)."""

from dataclasses import dataclass
from typing import Self

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.envelope import OVERHEAD, open_message, seal_message
from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.secret import Secret

MAGIC = b"SLCW"
VERSION = 1
ROOT_ID_SIZE = 16
HEADER_SIZE = len(MAGIC) + 1 + ROOT_ID_SIZE + 8
MAXIMUM_PLAINTEXT = 65_536
_LABEL = b"root-wrap"


def root_key_id(root: Secret) -> bytes:
    """Return the 16-byte public name of a root key: derived from it, and telling nothing about it."""
    return derive(root, "root-key-id", length=ROOT_ID_SIZE).reveal()


@dataclass(frozen=True, slots=True)
class WrapHeader:
    """What a wrapped secret says of itself in the clear.

    Attributes:
        root_id: `root_key_id` of the root key that opens it (16 bytes).
        epoch: the root epoch that it was wrapped in, 0 … 2^64 - 1.
    """

    root_id: bytes
    epoch: int

    @classmethod
    def parse(cls, blob: bytes) -> Self:
        """Read the header of a wrapped secret; nothing in it is authenticated until `unwrap`.

        Raises:
            NotSealed: the blob has not the magic, the version or the bounds of the format.
        """
        if not HEADER_SIZE + OVERHEAD < len(blob) <= HEADER_SIZE + OVERHEAD + MAXIMUM_PLAINTEXT:
            raise NotSealed("not a wrapped secret: its length is out of bounds")
        if blob[:4] != MAGIC or blob[4] != VERSION:
            raise NotSealed("not a wrapped secret of version 1")
        return cls(root_id=blob[5:21], epoch=int.from_bytes(blob[21:HEADER_SIZE], "big"))

    def encode(self) -> bytes:
        """Return the 29 header bytes."""
        return b"".join((MAGIC, bytes([VERSION]), self.root_id, self.epoch.to_bytes(8, "big")))


def wrap(root: Secret, purpose: str, name: bytes, plaintext: Secret, *, epoch: int = 0) -> bytes:
    """Wrap a secret under the root key, bound to its purpose and its name.

    Args:
        root: the root key, 32 bytes.
        purpose: what kind of secret it is; a blob never opens for another purpose.
        name: which secret it is, such as key id and material version; a blob never opens under another.
        plaintext: the secret, 1 … 65,536 bytes.
        epoch: the root epoch to record; rotation re-wraps what has an older one.

    Raises:
        ValueError: the root key is not 32 bytes, or the secret is empty or too long.
        OverflowError: the epoch is not in 0 … 2^64 - 1.
    """
    if not 1 <= len(plaintext) <= MAXIMUM_PLAINTEXT:
        raise ValueError(f"a secret to wrap has 1 to {MAXIMUM_PLAINTEXT} bytes")
    header = WrapHeader(root_key_id(root), epoch).encode()
    return header + seal_message(root, _LABEL, bind(header, purpose.encode(), name), plaintext.reveal())


def unwrap(root: Secret, purpose: str, name: bytes, blob: bytes) -> Secret:
    """Open a wrapped secret.

    Args:
        root: the root key that wrapped it (`WrapHeader.parse(blob).root_id` names it).
        purpose: the purpose it was wrapped for.
        name: the name it was wrapped under.
        blob: what `wrap` returned.

    Raises:
        Tampered: the blob was changed or moved, or the root key is another one.
        NotSealed: the blob is not a wrapped secret at all.
    """
    header = WrapHeader.parse(blob)
    if header.root_id != root_key_id(root):
        raise Tampered("this secret was wrapped under another root key")
    bound = bind(header.encode(), purpose.encode(), name)
    return Secret(open_message(root, _LABEL, bound, blob[HEADER_SIZE:]))
