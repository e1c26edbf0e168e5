"""Ed25519 against the vectors of its authors, Ed25519ph against RFC 8032's."""

import hashlib
import itertools

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealcanvas.crypto.asymmetric.ed25519_ph import SIGNATURE_SIZE, sign_prehashed, verify_prehashed
from sealcanvas.crypto.asymmetric.edwards import PREHASHED, Ed25519Pair
from sealcanvas.crypto.asymmetric.key_pair import dump_private
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.secret import Secret
from tests.support.vector_files import lines_of

PURE = "ED25519_SHA_512"
_PAIR = Ed25519Pair()
_ORDER = 2**252 + 27742317777372353535851937790883648493


def private_of(seed: str) -> Secret:
    return dump_private(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))


def test_ed25519() -> None:
    lines = [line for line in lines_of("asymmetric/Ed25519/sign.input") if line]
    assert len(lines) == 1024
    for line in itertools.islice(lines, 0, None, 4):
        secret, public, message, signed = line.split(":")[:4]
        private, data = private_of(secret[:64]), bytes.fromhex(message)
        assert _PAIR.public_key(private)[-32:].hex() == public
        signature = _PAIR.sign(private, PURE, data, "RAW")
        assert (signature + data).hex() == signed
        _PAIR.verify(_PAIR.public_key(private), PURE, data, "RAW", signature)
        with pytest.raises(WrongSignature):
            _PAIR.verify(_PAIR.public_key(private), PURE, data + b"x", "RAW", signature)


# RFC 8032, section 7.3, "TEST abc".
_SEED = "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
_PUBLIC = "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf"
_SIGNATURE = (
    "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
    "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
)


def test_ed25519ph() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_SEED))
    assert key.public_key().public_bytes_raw().hex() == _PUBLIC
    assert sign_prehashed(key, b"abc").hex() == _SIGNATURE
    verify_prehashed(bytes.fromhex(_PUBLIC), b"abc", bytes.fromhex(_SIGNATURE))


def test_ed25519ph_is_deterministic_and_its_own() -> None:
    private, digest = _PAIR.generate(), hashlib.sha512(b"message").digest()
    public = _PAIR.public_key(private)
    signature = _PAIR.sign(private, PREHASHED, digest, "DIGEST")
    assert signature == _PAIR.sign(private, PREHASHED, digest, "DIGEST")
    _PAIR.verify(public, PREHASHED, digest, "DIGEST", signature)
    with pytest.raises(WrongSignature):
        _PAIR.verify(public, PURE, digest, "RAW", signature)
    with pytest.raises(WrongSignature):
        _PAIR.verify(public, PREHASHED, digest, "DIGEST", _PAIR.sign(private, PURE, digest, "RAW"))


def test_ed25519ph_takes_no_other_signature() -> None:
    public, good = bytes.fromhex(_PUBLIC), bytes.fromhex(_SIGNATURE)
    scalar = int.from_bytes(good[32:], "little")
    altered = [bytes(byte ^ (index == place) for index, byte in enumerate(good)) for place in range(SIGNATURE_SIZE)]
    malleable = good[:32] + (scalar + _ORDER).to_bytes(32, "little")  # S must be below the order
    for wrong in (*altered, malleable, b"", good[:-1], good + b"\x00", bytes(64), b"\xff" * 64):
        with pytest.raises(WrongSignature):
            verify_prehashed(public, b"abc", wrong)
    with pytest.raises(WrongSignature):
        verify_prehashed(public, b"abd", good)


@pytest.mark.parametrize("public", [b"", b"\xff" * 32, (2).to_bytes(32, "little"), b"\x01" + bytes(30) + b"\x80"])
def test_what_is_no_point_is_no_public_key(public: bytes) -> None:
    with pytest.raises(ValueError, match="not a point"):
        verify_prehashed(public, b"abc", bytes.fromhex(_SIGNATURE))


def test_private_keys_with_a_flipped_bit_are_refused_in_one_way() -> None:
    good = _PAIR.generate().reveal()
    _PAIR.check(Secret(good))
    for place in range(16 * 8):  # what stands before the seed; one flip makes it a short Ed448 key
        altered = bytearray(good)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(ValueError):
            _PAIR.check(Secret(altered))
