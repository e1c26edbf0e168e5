"""Public keys of identity providers: JSON Web Keys (RFC 7517; RFC 7518, sections 6.2 and 6.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sealcanvas.crypto.base64url import decode

RsaOrEc = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_CURVES: dict[str, tuple[ec.EllipticCurve, int]] = {
    "P-256": (ec.SECP256R1(), 32),
    "P-384": (ec.SECP384R1(), 48),
    "P-521": (ec.SECP521R1(), 66),
}
_RSA_BITS = range(2_048, 8_193)


@dataclass(frozen=True, slots=True)
class JsonWebKey:
    """One RSA or EC public key that is meant for signatures.

    Attributes:
        kid: the name by which a token's header picks it, or "".
        algorithm: the one algorithm that it may be used with, or "" for any that fits it.
        curve: "P-256", "P-384" or "P-521"; "" for an RSA key.
    """

    kid: str
    algorithm: str
    curve: str
    key: RsaOrEc = field(repr=False)

    @classmethod
    def parse(cls, member: Mapping[str, Any]) -> "JsonWebKey | None":
        """The key of one member of a key set; None for a key that is of no use here (RFC 7517, section 5).

        None are keys of other types (`oct` above all), for encryption, on other curves, not on their curve, and RSA
        keys with fewer than 2,048 bits or more than 8,192.
        """
        kid, algorithm = member.get("kid", ""), member.get("alg", "")
        operations = member.get("key_ops", ["verify"])
        if not isinstance(kid, str) or not isinstance(algorithm, str) or not isinstance(operations, list):
            return None
        if member.get("use", "sig") != "sig" or "verify" not in operations:
            return None
        try:
            if member.get("kty") == "RSA":
                return cls(kid, algorithm, "", _rsa(member))
            if member.get("kty") == "EC":
                return cls(kid, algorithm, str(member["crv"]), _ec(member))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return None


def _rsa(member: Mapping[str, Any]) -> rsa.RSAPublicKey:
    modulus, exponent = (int.from_bytes(decode(member[name]), "big") for name in ("n", "e"))
    if modulus.bit_length() not in _RSA_BITS or exponent.bit_length() > 32:
        raise ValueError("an RSA key of a size that is not accepted")
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _ec(member: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    curve, size = _CURVES[member["crv"]]
    x, y = decode(member["x"]), decode(member["y"])
    if len(x) != size or len(y) != size:
        raise ValueError("a coordinate has the length of its curve")
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), curve).public_key()
