"""Which checksum a multipart upload gets, and how those of its parts become the object's."""

import base64
import hashlib
from collections.abc import Callable, Sequence

from awscrt import checksums as crt

from sealcanvas.s3.digests import DEFAULT, Stored, stated_checksum
from sealcanvas.s3.errors import InvalidRequest
from sealcanvas.s3.record import PartRecord
from sealcanvas.service.operation import Request
from sealcanvas.wire.checksums import Checksum

_COMBINE: dict[str, Callable[[int, int, int], int]] = {
    "CRC32": crt.combine_crc32,
    "CRC32C": crt.combine_crc32c,
    "CRC64NVME": crt.combine_crc64nvme,
}
# Amazon S3 User Guide, "Checking object integrity": which types an algorithm has, its default first.
_KINDS = {
    "CRC64NVME": ("FULL_OBJECT",),
    "CRC32": ("COMPOSITE", "FULL_OBJECT"),
    "CRC32C": ("COMPOSITE", "FULL_OBJECT"),
    **dict.fromkeys(("SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"), ("COMPOSITE",)),
}


def choose_checksum(request: Request) -> tuple[str, str, bool]:
    """The algorithm and type of a new upload, and whether the client chose them.

    Raises:
        InvalidRequest: the algorithm has no such type, or the type comes without one.
    """
    stated = stated_checksum(request)
    kind = request.get("ChecksumType")
    if stated is None:
        if kind is not None:
            raise InvalidRequest(
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."
            )
        return DEFAULT, _KINDS[DEFAULT][0], False
    name = stated[0]
    if kind is not None and kind not in _KINDS[name]:
        raise InvalidRequest(f"The {kind} checksum type cannot be used with the {name.lower()} checksum algorithm.")
    return name, kind or _KINDS[name][0], True


def combine(name: str, kind: str, parts: Sequence[PartRecord]) -> Stored:
    """The object's checksum from those of its parts, whose bytes are not read again."""
    if kind == "COMPOSITE":
        checksum = Checksum(name)
        for part in parts:
            checksum.update(part.checksum.raw)
        return Stored(name, f"{checksum.base64()}-{len(parts)}", kind)
    total = int.from_bytes(parts[0].checksum.raw, "big")
    for part in parts[1:]:
        total = _COMBINE[name](total, int.from_bytes(part.checksum.raw, "big"), part.size)
    value = total.to_bytes(len(parts[0].checksum.raw), "big")
    return Stored(name, base64.b64encode(value).decode(), kind)


def combined_etag(parts: Sequence[PartRecord]) -> str:
    """The ETag of a multipart object: the MD5 of its parts' ETags, and their number."""
    joined = b"".join(bytes.fromhex(part.etag.strip('"')) for part in parts)
    return f'"{hashlib.md5(joined, usedforsecurity=False).hexdigest()}-{len(parts)}"'
