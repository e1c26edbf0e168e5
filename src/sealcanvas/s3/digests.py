"""What is hashed while a payload passes: the checksum that the client states, and an MD5 where an ETag needs it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealcanvas.s3.errors import BadDigest, InvalidDigest, InvalidRequest
from sealcanvas.service.operation import Request
from sealcanvas.wire.checksums import NAMES, Checksum, decoded, header

DEFAULT = "CRC64NVME"


@dataclass(frozen=True, slots=True)
class Stored:
    """A checksum as it is stored and given back.

    Attributes:
        name: the algorithm (ChecksumAlgorithm on the wire).
        value: base64; for a composite of parts with "-" and their number behind it.
        kind: ChecksumType.
    """

    name: str
    value: str
    kind: str = "FULL_OBJECT"

    @property
    def raw(self) -> bytes:
        """The checksum's bytes, big-endian."""
        return base64.b64decode(self.value.partition("-")[0])

    def member(self) -> dict[str, str]:
        """`{"ChecksumCRC32": value}`."""
        return {f"Checksum{self.name}": self.value}

    def members(self) -> dict[str, str]:
        """`member` and its type: what answers about an object carry."""
        return {**self.member(), "ChecksumType": self.kind}

    def to_json(self) -> dict[str, Any]:
        """As a row's sealed attributes hold it."""
        return {"name": self.name, "value": self.value, "kind": self.kind}


def stated_checksum(request: Request) -> tuple[str, str | None] | None:
    """The checksum that a request states: its algorithm, and its value unless that comes in a trailer.

    Raises:
        InvalidRequest: several are stated, or another algorithm is announced.
    """
    found = [(name, request[f"Checksum{name}"]) for name in NAMES if request.get(f"Checksum{name}")]
    announced = request.get("ChecksumAlgorithm")
    if len(found) > 1:
        raise InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
    if found:
        if announced and announced != found[0][0]:
            raise InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        return found[0]
    return (announced, None) if announced else None


class Digests:
    """Hashes a payload as it passes, and compares when it has.

    Args:
        request: its checksum members, ChecksumAlgorithm and ContentMD5.
        md5: an ETag is the payload's MD5.
        algorithm: the checksum to store; where None, the one that the request states, else CRC64NVME.

    Raises:
        InvalidRequest, InvalidDigest: what is stated cannot be checked.
    """

    def __init__(self, request: Request, *, md5: bool, algorithm: str | None = None) -> None:
        stated = stated_checksum(request)
        self.stated = stated is not None
        name, self._value = stated or (algorithm or DEFAULT, None)
        self._checksum = Checksum(name)
        self._stored = self._checksum if algorithm in (None, name) else Checksum(algorithm)
        self._content_md5: bytes | None = None
        if request.get("ContentMD5"):
            self._content_md5 = decoded(request["ContentMD5"], 16)
            if self._content_md5 is None:
                raise InvalidDigest
        self._md5: Any = hashlib.md5(usedforsecurity=False) if md5 or self._content_md5 else None
        if self._md5 is not None and self._checksum.name == "MD5":
            self._md5 = self._checksum  # hashed once, for checksum and ETag

    @property
    def name(self) -> str:
        """The algorithm that is compared."""
        return self._checksum.name

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._checksum.update(data)
        if self._stored is not self._checksum:
            self._stored.update(data)
        if self._md5 is not None and self._md5 is not self._checksum:
            self._md5.update(data)

    def settle(self, trailers: Mapping[str, str]) -> Stored:
        """Compare with what was stated, in a header or a trailer; the checksum to store.

        Raises:
            BadDigest: the payload is not what the client sent.
            InvalidRequest: a stated value is none of its kind, or was announced and did not come.
        """
        if self._md5 is not None and self._content_md5 is not None and self._md5.digest() != self._content_md5:
            raise BadDigest
        computed = self._checksum.base64()
        in_trailers = {name: trailers[header(name)] for name in NAMES if header(name) in trailers}
        if in_trailers.keys() - {self.name}:
            raise InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        value = self._value or in_trailers.get(self.name)
        if value is not None:
            if decoded(value, self._checksum.size) is None:
                raise InvalidRequest(f"Value for {self._checksum.header} header is invalid.")
            if not hmac.compare_digest(value.encode(), computed.encode()):
                raise BadDigest(f"The {self.name} you specified did not match the calculated checksum.")
        return Stored(self._stored.name, self._stored.base64())

    def md5_hex(self) -> str:
        """The payload's MD5 in hexadecimal.

        Raises:
            ValueError: none was computed.
        """
        if self._md5 is None:
            raise ValueError("no MD5 was asked for")
        return bytes(self._md5.digest()).hex()
