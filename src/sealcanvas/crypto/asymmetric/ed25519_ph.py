"""Ed25519ph, which signs the SHA-512 of a message (RFC 8032, section 5.1): `cryptography` has Ed25519 alone.

Only blinded secrets meet arithmetic whose time could tell them. To sign, a secret number r is to become the point [r]B.
Two fresh keys a1 and a2 of the library's are taken off first: it makes [a1]B and [a2]B in constant time, and only
r - a1 - a2, which is random and tells nothing of r, is multiplied here. The private scalar is split at random likewise.
What remains are additions and reductions of numbers of a fixed length.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.random import random_bytes

SIGNATURE_SIZE = 64
_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ROOT_OF_MINUS_ONE = pow(2, (_PRIME - 1) // 4, _PRIME)
_DOMAIN = b"SigEd25519 no Ed25519 collisions\x01\x00"  # dom2(1, ""): prehashed, the empty context

_Point = tuple[int, int, int, int]  # extended homogeneous coordinates (RFC 8032, section 5.1.4)
_NEUTRAL: _Point = (0, 1, 1, 0)


def sign_prehashed(key: Ed25519PrivateKey, message: bytes) -> bytes:
    """The 64-byte Ed25519ph signature of `message`, which is hashed here; the same for the same message."""
    expanded = hashlib.sha512(key.private_bytes_raw()).digest()
    digest = hashlib.sha512(message).digest()
    secret = _clamped(expanded)
    nonce = _hash(expanded[32:], digest)
    commitment = _encode(_blinded_multiple(nonce))
    challenge = _hash(commitment, key.public_key().public_bytes_raw(), digest)
    part = int.from_bytes(random_bytes(64), "little") % _ORDER
    products = challenge * part % _ORDER + challenge * ((secret - part) % _ORDER) % _ORDER
    return commitment + ((nonce + products) % _ORDER).to_bytes(32, "little")


def verify_prehashed(public: bytes, message: bytes, signature: bytes) -> None:
    """Verify what `sign_prehashed` makes.

    Args:
        public: the 32 bytes of the public key.

    Raises:
        WrongSignature: it is none of this message.
        ValueError: the public key is not a point of the curve.
    """
    key = _decode(public)
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != SIGNATURE_SIZE or scalar >= _ORDER:
        raise WrongSignature("the signature does not verify")
    challenge = _hash(signature[:32], public, hashlib.sha512(message).digest())
    expected = _add(_multiple(scalar, _BASE), _multiple(_ORDER - challenge, key))
    if _encode(expected) != signature[:32]:
        raise WrongSignature("the signature does not verify")


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join((_DOMAIN, *parts))).digest(), "little") % _ORDER


def _clamped(expanded: bytes) -> int:
    return int.from_bytes(expanded[:32], "little") & ~7 & (2**254 - 1) | 2**254


def _blinded_multiple(scalar: int) -> _Point:
    rest, point = scalar, _NEUTRAL
    for _ in range(2):
        blind = Ed25519PrivateKey.generate()
        rest -= _clamped(hashlib.sha512(blind.private_bytes_raw()).digest())
        point = _add(point, _decode(blind.public_key().public_bytes_raw()))
    return _add(point, _multiple(rest % _ORDER, _BASE))


def _multiple(scalar: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _add(left: _Point, right: _Point) -> _Point:
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % _PRIME
    b = (y1 + x1) * (y2 + x2) % _PRIME
    c = 2 * t1 * t2 * _D % _PRIME
    d = 2 * z1 * z2 % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _PRIME)
    x, y = x * inverse % _PRIME, y * inverse % _PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(data: bytes) -> _Point:
    """The point that 32 bytes name (RFC 8032, section 5.1.3); ValueError where they name none."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if len(data) != 32 or y >= _PRIME:
        raise ValueError("not a point of Ed25519")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    if (x * x - square) % _PRIME:
        x = x * _ROOT_OF_MINUS_ONE % _PRIME
    if (x * x - square) % _PRIME or (not x and sign):
        raise ValueError("not a point of Ed25519")
    if x & 1 != sign:
        x = _PRIME - x
    return x, y, 1, x * y % _PRIME


_BASE = _decode((4 * pow(5, -1, _PRIME) % _PRIME).to_bytes(32, "little"))
