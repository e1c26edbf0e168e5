"""The clear header in front of every sealed object and volume file (docs/formats/sealed-object.md)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO, Self

from sealcanvas.crypto.errors import NotSealed, Truncated
from sealcanvas.crypto.source import read_up_to

MAGIC = b"SLCV"
VERSION = 1
MAXIMUM_KEY_ARN = 512
MAXIMUM_WRAPPED_KEY = 6144
FIXED_SIZE = len(MAGIC) + 1 + 1 + 2 + 2


class SealedKind(IntEnum):
    """What kind of file is sealed."""

    OBJECT = 1
    PART = 2
    VOLUME_FILE = 3
    LAYER = 4


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """What a sealed file says of itself in the clear.

    Nothing in it is authenticated until the first chunk opens.

    Attributes:
        kind: what kind of file it is.
        key_arn: full ARN of the KMS key under which the data key is wrapped, 1 … 512 bytes of UTF-8.
        wrapped_key: the wrapped data key, 1 … 6144 opaque bytes.

    Raises:
        ValueError: a length is out of bounds.
    """

    kind: SealedKind
    key_arn: str
    wrapped_key: bytes

    def __post_init__(self) -> None:
        if not 1 <= len(self.key_arn.encode()) <= MAXIMUM_KEY_ARN:
            raise ValueError(f"a key ARN has 1 to {MAXIMUM_KEY_ARN} bytes")
        if not 1 <= len(self.wrapped_key) <= MAXIMUM_WRAPPED_KEY:
            raise ValueError(f"a wrapped data key has 1 to {MAXIMUM_WRAPPED_KEY} bytes")

    def encode(self) -> bytes:
        """Return the header bytes, which the sealed stream is bound to."""
        arn = self.key_arn.encode()
        lengths = len(arn).to_bytes(2, "big") + len(self.wrapped_key).to_bytes(2, "big")
        return b"".join((MAGIC, bytes((VERSION, self.kind)), lengths, arn, self.wrapped_key))

    @classmethod
    def _decode(cls, kind: int, arn: bytes, wrapped_key: bytes) -> Self:
        try:
            return cls(SealedKind(kind), arn.decode(), wrapped_key)
        except ValueError:
            raise NotSealed("the header of this file is not one of ours") from None


def read_header(source: BinaryIO) -> SealedHeader:
    """Read the header of a sealed file and leave the source behind it; at most 6,666 bytes are read.

    Raises:
        NotSealed: the file has not the magic, version, kind or bounds of the format.
        Truncated: the file ends inside its header.
    """
    fixed = read_up_to(source, FIXED_SIZE)
    if fixed[:4] != MAGIC[: len(fixed)]:
        raise NotSealed("this file is not sealed")
    if len(fixed) < FIXED_SIZE:
        raise Truncated("this file ends inside its header")
    if fixed[4] != VERSION:
        raise NotSealed(f"this file is sealed in version {fixed[4]} of the format; version {VERSION} is known")
    arn_size, key_size = int.from_bytes(fixed[6:8], "big"), int.from_bytes(fixed[8:10], "big")
    if not (1 <= arn_size <= MAXIMUM_KEY_ARN and 1 <= key_size <= MAXIMUM_WRAPPED_KEY):
        raise NotSealed("the header of this file has lengths out of bounds")
    rest = read_up_to(source, arn_size + key_size)
    if len(rest) < arn_size + key_size:
        raise Truncated("this file ends inside its header")
    return SealedHeader._decode(fixed[5], rest[:arn_size], rest[arn_size:])
