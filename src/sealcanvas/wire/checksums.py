"""S3's checksums, computed as the bytes pass: every ChecksumAlgorithm of the service model."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from awscrt import checksums as crt

from sealcanvas.wire.errors import WireError

Buffer = bytes | bytearray | memoryview
_HEADER = "x-amz-checksum-"
_CRCS: dict[str, tuple[Callable[[Any, int], int], int]] = {
    "CRC32": (zlib.crc32, 4),
    "CRC32C": (crt.crc32c, 4),
    "CRC64NVME": (crt.crc64nvme, 8),
}


class _XXHash:
    """One of awscrt's XXHashes behind hashlib's methods; awscrt ends its state with the first digest."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._state = make()
        self._digest: bytes | None = None

    def update(self, data: Buffer) -> None:
        if self._digest is not None:
            raise ValueError("this checksum was read already")
        self._state.update(data if isinstance(data, bytes) else bytes(data))  # it takes nothing that may change

    def digest(self) -> bytes:
        if self._digest is None:
            self._digest = self._state.finalize()
        return self._digest


_HASHES: dict[str, tuple[Callable[[], Any], int]] = {
    "SHA1": (lambda: hashlib.sha1(usedforsecurity=False), 20),
    "SHA256": (hashlib.sha256, 32),
    "SHA512": (hashlib.sha512, 64),
    "MD5": (lambda: hashlib.md5(usedforsecurity=False), 16),
    "XXHASH64": (lambda: _XXHash(crt.XXHash.new_xxhash64), 8),
    "XXHASH3": (lambda: _XXHash(crt.XXHash.new_xxhash3_64), 8),
    "XXHASH128": (lambda: _XXHash(crt.XXHash.new_xxhash3_128), 16),
}
NAMES = (*_CRCS, *_HASHES)


class Checksum:
    """A running checksum; name: one of NAMES (ChecksumAlgorithm on the wire). Raises KeyError for another."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.header = header(name)
        self._crc = 0
        self._update: Callable[[Any, int], int] | None = None
        self._hash: Any = None
        if name in _CRCS:
            self._update, self.size = _CRCS[name]
        else:
            make, self.size = _HASHES[name]
            self._hash = make()

    def update(self, data: Buffer) -> None:
        """Takes the next bytes."""
        if self._update is None:
            self._hash.update(data)
            return
        self._crc = self._update(data, self._crc)

    def digest(self) -> bytes:
        """The checksum so far, big-endian."""
        if self._update is None:
            found: bytes = self._hash.digest()
            return found
        return self._crc.to_bytes(self.size, "big")

    def base64(self) -> str:
        """The checksum so far as headers carry it."""
        return base64.b64encode(self.digest()).decode("ascii")

    def check(self, stated: str) -> None:
        """Compares with a stated value (base64).

        Raises WireError InvalidRequest when it is not a value of this kind, BadDigest when it is another.
        """
        if decoded(stated, self.size) is None:
            raise WireError("InvalidRequest", f"Value for {self.header} header is invalid.")
        if not hmac.compare_digest(stated.encode("ascii"), self.base64().encode("ascii")):
            raise WireError("BadDigest", f"The {self.name} you specified did not match the calculated checksum.")


_COMBINE: dict[str, Callable[[int, int, int], int]] = {
    "CRC32": crt.combine_crc32,
    "CRC32C": crt.combine_crc32c,
    "CRC64NVME": crt.combine_crc64nvme,
}


def combine(name: str, first: bytes, second: bytes, second_length: int) -> bytes:
    """The checksum of two byte strings in a row from the checksum of each; second_length: bytes of the second.

    This is how a multipart upload has a FULL_OBJECT checksum without reading its parts again. Raises KeyError for
    those that are no CRC, which cannot be combined.
    """
    found = _COMBINE[name](int.from_bytes(first, "big"), int.from_bytes(second, "big"), second_length)
    return found.to_bytes(len(first), "big")


def header(name: str) -> str:
    """The header or trailer of an algorithm: x-amz-checksum-crc32 for CRC32."""
    return f"{_HEADER}{name.lower()}"


def decoded(text: str, size: int) -> bytes | None:
    """The bytes of a base64 value of that size in bytes, or None."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return found if len(found) == size else None


def stated(headers: Mapping[str, str]) -> tuple[str, str | None] | None:
    """The checksum that a request states as (name, value); value None: in a trailer; None: no checksum.

    headers: lower-case names. Raises WireError InvalidRequest for several, for an unknown algorithm, or for one that is
    announced without its value.
    """
    in_headers = [name for name in NAMES if header(name) in headers]
    trailers = {part.strip().lower() for part in headers.get("x-amz-trailer", "").split(",")}
    in_trailer = [name for name in NAMES if header(name) in trailers]
    if len(in_headers) + len(in_trailer) > 1:
        raise WireError(
            "InvalidRequest",
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        )
    announced = headers.get("x-amz-sdk-checksum-algorithm", "").upper()
    found = [*in_headers, *in_trailer]
    if announced and announced not in NAMES:
        raise WireError(
            "InvalidRequest",
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
            f"[{', '.join(NAMES)}]",
        )
    if announced and found and announced != found[0]:
        raise WireError("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.")
    if announced and not found:
        raise WireError(
            "InvalidRequest",
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers "
            "were found.",
        )
    if not found:
        return None
    return found[0], headers.get(header(found[0]))


def check_md5(text: str, digest: bytes) -> None:
    """Compares a Content-MD5 header with the MD5 of the body; raises WireError InvalidDigest or BadDigest."""
    given = decoded(text, 16)
    if given is None:
        raise WireError("InvalidDigest", "The Content-MD5 you specified was invalid.", **{"Content-MD5": text[:64]})
    if not hmac.compare_digest(given, digest):
        raise WireError("BadDigest", "The Content-MD5 you specified did not match what we received.")
