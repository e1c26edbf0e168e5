import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto import kms_blob
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.crypto.secret import Secret

MATERIAL = Secret(bytes(range(32)))
ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CONTEXT = {"aws:s3:arn": "arn:aws:s3:::bucket/object"}


def sealed(plaintext: bytes = b"data key", arn: str = ARN) -> bytes:
    return kms_blob.seal(MATERIAL, arn, 3, plaintext, CONTEXT)


def with_name(blob: bytes, name: str) -> bytes:
    """Splice another key name into a blob's header."""
    size = 11 + int.from_bytes(blob[9:11], "big")
    return blob[:9] + len(name).to_bytes(2, "big") + name.encode() + blob[size:]


@given(st.binary(max_size=100), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_round_trip(plaintext: bytes, context: dict[str, str]) -> None:
    # Hypothesis draws no lone surrogates from st.text()
    blob = kms_blob.seal(MATERIAL, ARN, 0, plaintext, context)
    assert kms_blob.open(MATERIAL, blob, dict(reversed(context.items()))) == plaintext


def test_the_longest_plaintext_fits_the_longest_blob() -> None:
    blob = kms_blob.seal(MATERIAL, "k" * 512, 2**32 - 1, bytes(4096), CONTEXT)
    assert kms_blob.open(MATERIAL, blob, CONTEXT) == bytes(4096)
    with pytest.raises(ValueError, match="4096"):
        sealed(bytes(4097))
    with pytest.raises(InvalidCiphertext):
        BlobHeader.parse(blob + bytes(6144))


def test_the_header_names_the_key() -> None:
    header = BlobHeader.parse(sealed())
    assert header == BlobHeader(key=ARN, material_version=3)
    assert header.key_id == "1234abcd-12ab-34cd-56ef-1234567890ab"
    assert (header.region, header.account) == ("eu-central-1", "111122223333")
    bare = BlobHeader.parse(sealed(arn="1234abcd"))
    assert (bare.key_id, bare.region, bare.account) == ("1234abcd", "", "")


def test_another_material_or_context_is_refused() -> None:
    blob = sealed()
    for material, context in [
        (Secret(bytes(32)), CONTEXT),
        (MATERIAL, {}),
        (MATERIAL, CONTEXT | {"more": ""}),
        (MATERIAL, {"aws:s3:arn": "arn:aws:s3:::bucket/other"}),
        (MATERIAL, {"AWS:s3:arn": CONTEXT["aws:s3:arn"]}),
        (MATERIAL, {"\ud800": ""}),
    ]:
        with pytest.raises(InvalidCiphertext):
            kms_blob.open(material, blob, context)


@pytest.mark.parametrize(
    "name",
    [
        ARN.replace("eu-central-1", "eu-central-2"),
        ARN.replace("111122223333", "999999999999"),
        ARN.replace("1234abcd", "1234abce"),
        "1234abcd-12ab-34cd-56ef-1234567890ab",
    ],
)
def test_moved_to_another_key_region_or_account_it_never_opens(name: str) -> None:
    moved = with_name(sealed(), name)
    assert BlobHeader.parse(moved).key == name
    with pytest.raises(InvalidCiphertext):
        kms_blob.open(MATERIAL, moved, CONTEXT)


def test_every_bit_flip_is_refused_alike() -> None:
    blob = sealed()
    refusals = set()
    for position in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(InvalidCiphertext) as caught:
            kms_blob.open(MATERIAL, bytes(changed), CONTEXT)
        refusals.add(str(caught.value))
        assert caught.value.__cause__ is None
    assert len(refusals) == 1


def test_every_truncation_and_extension_is_refused() -> None:
    blob = sealed()
    for length in range(len(blob)):
        with pytest.raises(InvalidCiphertext):
            kms_blob.open(MATERIAL, blob[:length], CONTEXT)
    with pytest.raises(InvalidCiphertext):
        kms_blob.open(MATERIAL, blob + b"\0", CONTEXT)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(blob: bytes) -> None:
    for candidate in (blob, b"SLCK\x01" + blob):
        with pytest.raises(InvalidCiphertext):
            kms_blob.open(MATERIAL, candidate, {})


def test_salts_never_repeat() -> None:
    salts = {sealed()[11 + len(ARN) :][:32] for _ in range(1000)}
    assert len(salts) == 1000


def test_wrong_lengths_are_programming_errors() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        kms_blob.open(Secret(bytes(16)), sealed(), CONTEXT)
    with pytest.raises(ValueError, match="1 to 512"):
        sealed(arn="")
    with pytest.raises(OverflowError):
        kms_blob.seal(MATERIAL, ARN, -1, b"", {})


def test_it_is_fast_enough_for_the_hot_path() -> None:
    # 25 µs on a quiet core; a wide margin keeps a busy machine from failing it
    blob = sealed(bytes(32))
    best = min(timeit.repeat(lambda: kms_blob.open(MATERIAL, blob, CONTEXT), number=200, repeat=5)) / 200
    assert best < 250e-6
