"""The ciphertext blob of a key whose material lies in a key store outside (docs/formats/kms-ciphertext.md, version 2).

The inner layer is ours, as in version 1; the outer one is AES-256-GCM by a key that never comes here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sealcanvas.crypto.canonical import bind, canonical
from sealcanvas.crypto.envelope import OVERHEAD, open_message, seal_message
from sealcanvas.crypto.errors import InvalidCiphertext, Tampered
from sealcanvas.crypto.kms_blob import MAXIMUM_PLAINTEXT, TWICE, BlobHeader
from sealcanvas.crypto.secret import Secret

IV_SIZES = (12, 16)
TAG_SIZE = 16
MAXIMUM_METADATA = 20
MAXIMUM_INNER = MAXIMUM_PLAINTEXT + OVERHEAD
_LABEL = b"kms-ciphertext-twice"
_REFUSAL = "the ciphertext blob does not open"


@dataclass(frozen=True, slots=True)
class Outer:
    """What the key store outside made of the inner layer.

    Attributes:
        initialization_vector: 12 or 16 bytes.
        tag: 16 bytes.
        metadata: up to 20 bytes that the key store wants back.
        ciphertext: as long as the inner layer.
    """

    initialization_vector: bytes
    tag: bytes
    metadata: bytes
    ciphertext: bytes = field(repr=False)

    def __post_init__(self) -> None:
        sound = (
            len(self.initialization_vector) in IV_SIZES
            and len(self.tag) == TAG_SIZE
            and len(self.metadata) <= MAXIMUM_METADATA
            and OVERHEAD <= len(self.ciphertext) <= MAXIMUM_INNER
        )
        if not sound:
            raise ValueError("a part of the outer layer has a wrong length")

    def encode(self) -> bytes:
        """Lengths and bytes of its parts, in the format's order."""
        parts = (self.initialization_vector, self.metadata)
        return b"".join(bytes([len(part)]) + part for part in parts) + self.tag + self.ciphertext

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read what `encode` wrote.

        Raises:
            InvalidCiphertext: it is nothing of the kind.
        """
        vector, rest = data[1 : 1 + data[0]] if data else b"", data[1 + data[0] :] if data else b""
        metadata, rest = rest[1 : 1 + rest[0]] if rest else b"", rest[1 + rest[0] :] if rest else b""
        try:
            return cls(vector, rest[:TAG_SIZE], metadata, rest[TAG_SIZE:])
        except ValueError:
            raise InvalidCiphertext(_REFUSAL) from None


def header(key_arn: str, material_version: int) -> bytes:
    """The header of a blob that is about to be sealed twice."""
    return BlobHeader(key_arn, material_version, TWICE).encode()


def split(blob: bytes) -> tuple[bytes, Outer]:
    """A blob's header and its outer layer; nothing is authenticated yet.

    Raises:
        InvalidCiphertext: not a blob of this version.
    """
    found, size = BlobHeader.measure(blob)
    if found.version != TWICE:
        raise InvalidCiphertext(_REFUSAL)
    return blob[:size], Outer.parse(blob[size:])


def associated(head: bytes, encryption_context: Mapping[str, str]) -> bytes:
    """The associated data of the outer layer, 32 bytes: bound to header and context, and telling neither.

    Raises:
        InvalidCiphertext: the context is not Unicode.
    """
    return hashlib.sha256(bind(_LABEL, head, _canonical(encryption_context))).digest()


def seal_inner(material: Secret, head: bytes, plaintext: bytes, encryption_context: Mapping[str, str]) -> bytes:
    """The inner layer: plaintext + 80 bytes.

    Raises:
        ValueError: the plaintext or the key material has a wrong length.
    """
    if len(plaintext) > MAXIMUM_PLAINTEXT:
        raise ValueError(f"KMS encrypts at most {MAXIMUM_PLAINTEXT} bytes")
    return seal_message(material, _LABEL, bind(head, canonical(encryption_context)), plaintext)


def open_inner(material: Secret, head: bytes, inner: bytes, encryption_context: Mapping[str, str]) -> bytes:
    """The plaintext of an inner layer.

    Raises:
        InvalidCiphertext: anything differs; which check failed is not told.
    """
    try:
        return open_message(material, _LABEL, bind(head, _canonical(encryption_context)), inner)
    except Tampered:
        raise InvalidCiphertext(_REFUSAL) from None


def _canonical(encryption_context: Mapping[str, str]) -> bytes:
    try:
        return canonical(encryption_context)
    except UnicodeEncodeError:
        raise InvalidCiphertext(_REFUSAL) from None
