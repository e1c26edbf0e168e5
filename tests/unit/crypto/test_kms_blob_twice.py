"""A blob that a key store outside has sealed once more: its format, and what never opens."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealcanvas.crypto import kms_blob, kms_blob_twice
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.kms_blob_twice import Outer
from sealcanvas.crypto.secret import Secret

ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CONTEXT = {"a": "bc"}
MATERIAL, OUTSIDE = Secret(bytes(range(32))), AESGCM(bytes(range(32, 64)))
IV = bytes(12)


def sealed(plaintext: bytes = b"a data key", metadata: bytes = b"v1") -> bytes:
    head = kms_blob_twice.header(ARN, 0)
    inner = kms_blob_twice.seal_inner(MATERIAL, head, plaintext, CONTEXT)
    both = OUTSIDE.encrypt(IV, inner, kms_blob_twice.associated(head, CONTEXT) + metadata)
    return head + Outer(IV, both[-16:], metadata, both[:-16]).encode()


def opened(blob: bytes, context: dict[str, str]) -> bytes:
    """As a key store and KMS open it; ValueError stands for what the key store refuses."""
    head, outer = kms_blob_twice.split(blob)
    data = kms_blob_twice.associated(head, context) + outer.metadata
    try:
        inner = OUTSIDE.decrypt(outer.initialization_vector, outer.ciphertext + outer.tag, data)
    except Exception:
        raise InvalidCiphertext("outside") from None
    return kms_blob_twice.open_inner(MATERIAL, head, inner, context)


def test_it_opens_with_its_context_alone() -> None:
    blob = sealed()
    assert kms_blob.BlobHeader.parse(blob) == kms_blob.BlobHeader(ARN, 0, 2)
    assert opened(blob, CONTEXT) == b"a data key"
    for other in ({}, {"ab": "c"}, {"a": "bc", "d": ""}):
        with pytest.raises(InvalidCiphertext):
            opened(blob, other)


def test_no_altered_byte_and_no_other_length_opens() -> None:
    blob = sealed()
    for place in range(len(blob)):
        for bit in (0x01, 0x80):
            with pytest.raises(InvalidCiphertext):
                opened(blob[:place] + bytes([blob[place] ^ bit]) + blob[place + 1 :], CONTEXT)
    for size in range(len(blob)):
        with pytest.raises(InvalidCiphertext):
            opened(blob[:size], CONTEXT)
    with pytest.raises(InvalidCiphertext):
        opened(blob + b"\x00", CONTEXT)


def test_neither_version_opens_as_the_other() -> None:
    twice, once = sealed(), kms_blob.seal(MATERIAL, ARN, 0, b"x", CONTEXT)
    with pytest.raises(InvalidCiphertext):
        kms_blob.open(MATERIAL, twice, CONTEXT)
    with pytest.raises(InvalidCiphertext):
        kms_blob_twice.split(once)
    head, _ = kms_blob_twice.split(twice)
    inner = kms_blob_twice.seal_inner(MATERIAL, head, b"x", CONTEXT)
    with pytest.raises(InvalidCiphertext):
        kms_blob.open(MATERIAL, kms_blob.BlobHeader(ARN, 0).encode() + inner, CONTEXT)


@pytest.mark.parametrize("plaintext", [b"", b"x", bytes(4096)])
@pytest.mark.parametrize("metadata", [b"", bytes(20)])
def test_lengths(plaintext: bytes, metadata: bytes) -> None:
    blob = sealed(plaintext, metadata)
    assert len(blob) <= kms_blob.MAXIMUM_BLOB
    assert opened(blob, CONTEXT) == plaintext


def test_wrong_parts_are_refused() -> None:
    good = bytes(80)
    for parts in (
        (bytes(11), bytes(16), b"", good),
        (bytes(12), bytes(15), b"", good),
        (IV, bytes(16), bytes(21), good),
    ):
        with pytest.raises(ValueError, match="wrong length"):
            Outer(*parts)
    with pytest.raises(ValueError, match="at most 4096"):
        kms_blob_twice.seal_inner(MATERIAL, b"h", bytes(4097), CONTEXT)
