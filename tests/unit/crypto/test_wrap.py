import pytest

from sealcanvas.crypto.errors import CryptoError, NotSealed, Tampered
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import WrapHeader, root_key_id, unwrap, wrap

ROOT = Secret(bytes(range(32)))
MATERIAL = Secret(b"m" * 32)


@pytest.mark.parametrize("size", [1, 16, 32, 64, 65_536])
def test_round_trip(size: int) -> None:
    plaintext = Secret(b"x" * size)
    blob = wrap(ROOT, "kms-key-material", b"key-1", plaintext, epoch=7)
    assert unwrap(ROOT, "kms-key-material", b"key-1", blob) == plaintext
    assert WrapHeader.parse(blob) == WrapHeader(root_id=root_key_id(ROOT), epoch=7)


def test_two_wraps_of_one_secret_differ() -> None:
    assert wrap(ROOT, "p", b"n", MATERIAL) != wrap(ROOT, "p", b"n", MATERIAL)


@pytest.mark.parametrize(
    ("root", "purpose", "name"),
    [
        (Secret(bytes(32)), "p", b"name"),
        (ROOT, "q", b"name"),
        (ROOT, "p", b"nam"),
        (ROOT, "pn", b"ame"),
        (ROOT, "p", b""),
    ],
)
def test_another_root_purpose_or_name_is_refused(root: Secret, purpose: str, name: bytes) -> None:
    blob = wrap(ROOT, "p", b"name", MATERIAL)
    with pytest.raises(Tampered):
        unwrap(root, purpose, name, blob)


def test_every_bit_flip_is_refused() -> None:
    blob = wrap(ROOT, "p", b"n", MATERIAL)
    for position in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            unwrap(ROOT, "p", b"n", bytes(changed))


def test_every_truncation_and_extension_is_refused() -> None:
    blob = wrap(ROOT, "p", b"n", MATERIAL)
    for length in range(len(blob)):
        with pytest.raises(CryptoError):
            unwrap(ROOT, "p", b"n", blob[:length])
    with pytest.raises(Tampered):
        unwrap(ROOT, "p", b"n", blob + b"\0")


def test_bounds() -> None:
    with pytest.raises(ValueError, match="1 to 65536"):
        wrap(ROOT, "p", b"n", Secret(b""))
    with pytest.raises(ValueError, match="1 to 65536"):
        wrap(ROOT, "p", b"n", Secret(bytes(65_537)))
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(Secret(bytes(16)), "p", b"n", MATERIAL)
    with pytest.raises(OverflowError):
        wrap(ROOT, "p", b"n", MATERIAL, epoch=-1)
    with pytest.raises(NotSealed):
        WrapHeader.parse(wrap(ROOT, "p", b"n", MATERIAL) + bytes(65_536))


def test_the_root_key_id_tells_nothing_of_the_key() -> None:
    assert root_key_id(ROOT) != root_key_id(Secret(bytes(32)))
    assert len(root_key_id(ROOT)) == 16
    assert root_key_id(ROOT) not in ROOT.reveal()
