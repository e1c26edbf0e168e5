"""Keys and tokens of an identity provider, made as a real one makes them."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from sealcanvas.crypto.base64url import encode

_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVES: dict[str, tuple[ec.EllipticCurve, str]] = {
    "ES256": (ec.SECP256R1(), "P-256"),
    "ES384": (ec.SECP384R1(), "P-384"),
    "ES512": (ec.SECP521R1(), "P-521"),
}


def packed(value: Any) -> str:
    """A JSON value (or bytes as they are) in base64url."""
    return encode(value if isinstance(value, bytes) else json.dumps(value).encode())


def number(value: int, size: int = 0) -> str:
    """An integer in base64url."""
    return encode(value.to_bytes(size or -(-value.bit_length() // 8), "big"))


@cache
def _rsa_key(place: int) -> rsa.RSAPrivateKey:
    """RSA keys take long to make; a test process makes each of its few once."""
    return rsa.generate_private_key(65_537, 2_048)


@dataclass
class SigningKey:
    """One key pair of a provider."""

    kid: str = "k1"
    algorithm: str = "RS256"
    place: int = 0
    private: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.algorithm in _CURVES:
            self.private = ec.generate_private_key(_CURVES[self.algorithm][0])
        else:
            self.private = _rsa_key(self.place)

    def jwk(self) -> dict[str, Any]:
        """The public key, as a member of the provider's key set."""
        member = {"kid": self.kid, "use": "sig", "alg": self.algorithm}
        numbers = self.private.public_key().public_numbers()
        if self.algorithm in _CURVES:
            size = -(-self.private.key_size // 8)
            curve = _CURVES[self.algorithm][1]
            return member | {"kty": "EC", "crv": curve, "x": number(numbers.x, size), "y": number(numbers.y, size)}
        return member | {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}

    def token(self, claims: dict[str, Any], **header: Any) -> str:
        """A token with these claims; `header` adds to the header or replaces in it."""
        head = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid} | header
        signed = f"{packed({name: value for name, value in head.items() if value is not None})}.{packed(claims)}"
        return f"{signed}.{encode(self.sign(signed.encode()))}"

    def sign(self, data: bytes) -> bytes:
        """The signature in the form of RFC 7518."""
        digest = _HASHES[self.algorithm[2:]]
        if self.algorithm in _CURVES:
            r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(digest)))
            size = -(-self.private.key_size // 8)
            return bytes(r.to_bytes(size, "big") + s.to_bytes(size, "big"))
        return bytes(self.private.sign(data, padding.PKCS1v15(), digest))
