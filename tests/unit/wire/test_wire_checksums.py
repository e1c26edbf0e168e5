from __future__ import annotations

import base64
import hashlib

import pytest
from awscrt.checksums import XXHash

from sealcanvas.wire import checksums
from sealcanvas.wire.checksums import Checksum
from sealcanvas.wire.errors import WireError

# Check values of "123456789": the CRC catalogue's (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME), hashlib's for the rest.
CHECKS = {
    "CRC32": bytes.fromhex("cbf43926"),
    "CRC32C": bytes.fromhex("e3069283"),
    "CRC64NVME": bytes.fromhex("ae8b14860a799888"),
    "SHA1": hashlib.sha1(b"123456789", usedforsecurity=False).digest(),
    "SHA256": hashlib.sha256(b"123456789").digest(),
    "SHA512": hashlib.sha512(b"123456789").digest(),
    "MD5": hashlib.md5(b"123456789", usedforsecurity=False).digest(),
    "XXHASH64": bytes.fromhex("8cb841db40e6ae83"),
    "XXHASH3": XXHash.compute_xxhash3_64(b"123456789"),
    "XXHASH128": XXHash.compute_xxhash3_128(b"123456789"),
}
# Of nothing, with seed 0: xxHash's own sanity checks.
EMPTY = {
    "XXHASH64": "ef46db3751d8e999",
    "XXHASH3": "2d06800538d394c2",
    "XXHASH128": "99aa06d3014798d86001c324468d497f",
}


@pytest.mark.parametrize(("name", "digest"), EMPTY.items())
def test_xxhash_of_nothing_and_read_twice(name: str, digest: str) -> None:
    checksum = Checksum(name)
    assert checksum.digest().hex() == digest
    assert checksum.digest().hex() == digest
    with pytest.raises(ValueError, match="read already"):
        checksum.update(b"more")


@pytest.mark.parametrize("name", checksums.NAMES)
def test_check_values_in_pieces_of_any_buffer(name: str) -> None:
    checksum = Checksum(name)
    for piece in (b"1234", bytearray(b"56"), memoryview(b"x789y")[1:4]):
        checksum.update(piece)
    assert checksum.digest() == CHECKS[name]
    checksum.check(base64.b64encode(CHECKS[name]).decode())
    assert checksum.header == f"x-amz-checksum-{name.lower()}"


@pytest.mark.parametrize("name", ["CRC32", "CRC32C", "CRC64NVME"])
def test_combined_parts(name: str) -> None:
    parts = []
    for piece in (b"1234", b"56789"):
        checksum = Checksum(name)
        checksum.update(piece)
        parts.append(checksum.digest())
    assert checksums.combine(name, parts[0], parts[1], 5) == CHECKS[name]
    with pytest.raises(KeyError):
        checksums.combine("SHA256", parts[0], parts[1], 5)


def test_refusals() -> None:
    checksum = Checksum("CRC32")
    with pytest.raises(WireError) as refused:
        checksum.check("NhCmhg==")
    assert (refused.value.code, refused.value.message) == (
        "BadDigest",
        "The CRC32 you specified did not match the calculated checksum.",
    )
    for bad in ("", "?", "NhCm", "é"):
        with pytest.raises(WireError, match="Value for x-amz-checksum-crc32 header is invalid"):
            checksum.check(bad)
    with pytest.raises(KeyError):
        Checksum("ADLER32")


def test_what_a_request_states() -> None:
    assert checksums.stated({}) is None
    assert checksums.stated({"x-amz-checksum-crc32": "AAAAAA=="}) == ("CRC32", "AAAAAA==")
    both = {"x-amz-trailer": "x-amz-checksum-crc64nvme", "x-amz-sdk-checksum-algorithm": "CRC64NVME"}
    assert checksums.stated(both) == ("CRC64NVME", None)
    for headers in (
        {"x-amz-checksum-crc32": "A", "x-amz-checksum-sha1": "B"},
        {"x-amz-sdk-checksum-algorithm": "CRC32"},
        {"x-amz-sdk-checksum-algorithm": "XXHASH3", "x-amz-checksum-crc32": "A"},
        {"x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-crc32": "A"},
    ):
        with pytest.raises(WireError) as refused:
            checksums.stated(headers)
        assert refused.value.code == "InvalidRequest"


def test_content_md5() -> None:
    digest = hashlib.md5(b"x", usedforsecurity=False).digest()
    checksums.check_md5(base64.b64encode(digest).decode(), digest)
    with pytest.raises(WireError) as refused:
        checksums.check_md5(base64.b64encode(bytes(16)).decode(), digest)
    assert refused.value.code == "BadDigest"
    with pytest.raises(WireError) as refused:
        checksums.check_md5("no", digest)
    assert refused.value.code == "InvalidDigest"
