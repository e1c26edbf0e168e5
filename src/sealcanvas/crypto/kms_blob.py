"""The ciphertext blob that KMS hands out (docs/formats/kms-ciphertext.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from sealcanvas.crypto.canonical import bind, canonical
from sealcanvas.crypto.envelope import OVERHEAD, open_message, seal_message
from sealcanvas.crypto.errors import InvalidCiphertext, Tampered
from sealcanvas.crypto.secret import Secret

MAGIC = b"SLCK"
VERSION = 1
TWICE = 2  # sealed by an outside key store as well: `kms_blob_twice`
MAXIMUM_PLAINTEXT = 4096
MAXIMUM_BLOB = 6144
MAXIMUM_KEY_NAME = 512
_FIXED_SIZE = len(MAGIC) + 1 + 4 + 2
_LABEL = b"kms-ciphertext"
_ARN_PARTS = 6
_REFUSAL = "the ciphertext blob does not open"


@dataclass(frozen=True, slots=True)
class BlobHeader:
    """What a KMS ciphertext blob says of itself in the clear.

    Attributes:
        key: the KMS key's full ARN (or bare key id), exactly as it was sealed.
        material_version: which key material of that key sealed it, 0 … 2^32 - 1.
        version: of the format: 1, or 2 where a key store outside has sealed it once more.
    """

    key: str
    material_version: int
    version: int = VERSION

    @classmethod
    def parse(cls, blob: bytes) -> Self:
        """Read the header of a ciphertext blob; nothing in it is authenticated until `open`.

        Raises:
            InvalidCiphertext: the blob is not one of ours.
        """
        return cls.measure(blob)[0]

    @classmethod
    def measure(cls, blob: bytes) -> tuple[Self, int]:
        """The header, and how many bytes of the blob it is.

        Raises:
            InvalidCiphertext: the blob is not one of ours.
        """
        if not _FIXED_SIZE < len(blob) <= MAXIMUM_BLOB or blob[:4] != MAGIC or blob[4] not in (VERSION, TWICE):
            raise InvalidCiphertext(_REFUSAL)
        name_size = int.from_bytes(blob[9:11], "big")
        size = _FIXED_SIZE + name_size
        if not 1 <= name_size <= MAXIMUM_KEY_NAME or len(blob) < size + OVERHEAD:
            raise InvalidCiphertext(_REFUSAL)
        try:
            key = blob[_FIXED_SIZE:size].decode()
        except UnicodeDecodeError:
            raise InvalidCiphertext(_REFUSAL) from None
        return cls(key, int.from_bytes(blob[5:9], "big"), blob[4]), size

    def encode(self) -> bytes:
        """Return the header bytes: magic, version, material version (u32), length (u16) and name of the key.

        Raises:
            ValueError: the key's name is not 1 to 512 bytes of UTF-8.
            OverflowError: the material version is not in 0 … 2^32 - 1.
        """
        name = self.key.encode()
        if not 1 <= len(name) <= MAXIMUM_KEY_NAME:
            raise ValueError(f"the name of a KMS key has 1 to {MAXIMUM_KEY_NAME} bytes")
        fixed = (MAGIC, bytes([self.version]), self.material_version.to_bytes(4, "big"), len(name).to_bytes(2, "big"))
        return b"".join((*fixed, name))

    @property
    def key_id(self) -> str:
        """The key id: the ARN's resource without `key/`, or the whole name where it is no ARN."""
        return self._arn_field(5).removeprefix("key/") or self.key

    @property
    def region(self) -> str:
        """The region in the key's ARN; empty where the key was named by its id alone."""
        return self._arn_field(3)

    @property
    def account(self) -> str:
        """The 12-digit account in the key's ARN; empty where the key was named by its id alone."""
        return self._arn_field(4)

    def _arn_field(self, index: int) -> str:
        parts = self.key.split(":", _ARN_PARTS - 1)
        return parts[index] if len(parts) == _ARN_PARTS and parts[0] == "arn" else ""


def seal(
    material: Secret,
    key_arn_or_id: str,
    material_version: int,
    plaintext: bytes,
    encryption_context: Mapping[str, str],
) -> bytes:
    """Seal a plaintext under one key material of a KMS key.

    Args:
        material: the key material, 32 bytes.
        key_arn_or_id: the key's full ARN, whose account and region then bind the blob; or its id.
        material_version: the number of the key material, so that a rotated key opens its older blobs.
        plaintext: up to 4096 bytes.
        encryption_context: must be given again to open; {} where there is none.

    Returns:
        header || salt (32) || commitment (32) || AES-256-GCM ciphertext || tag (16).

    Raises:
        ValueError: plaintext, key material or key name have a wrong length, or the context is not Unicode.
        OverflowError: the material version is not in 0 … 2^32 - 1.
    """
    if len(plaintext) > MAXIMUM_PLAINTEXT:
        raise ValueError(f"KMS encrypts at most {MAXIMUM_PLAINTEXT} bytes")
    header = BlobHeader(key_arn_or_id, material_version).encode()
    return header + seal_message(material, _LABEL, bind(header, canonical(encryption_context)), plaintext)


def open(  # noqa: A001  # the verb of this module: callers write kms_blob.open
    material: Secret, blob: bytes, encryption_context: Mapping[str, str]
) -> bytes:
    """Open a ciphertext blob.

    Args:
        material: the key material that `BlobHeader.parse(blob)` names, 32 bytes.
        blob: what `seal` returned.
        encryption_context: the one it was sealed with.

    Raises:
        InvalidCiphertext: anything differs; which check failed is not told.
        ValueError: the key material is not 32 bytes.
    """
    header, size = BlobHeader.measure(blob)
    if header.version != VERSION:
        raise InvalidCiphertext(_REFUSAL)
    try:
        bound = bind(blob[:size], canonical(encryption_context))
    except UnicodeEncodeError:
        raise InvalidCiphertext(_REFUSAL) from None
    try:
        return open_message(material, _LABEL, bound, blob[size:])
    except Tampered:
        raise InvalidCiphertext(_REFUSAL) from None
