"""Elliptic curves in Weierstrass form: ECDSA (FIPS 186-5) and ECDH (NIST SP 800-56A)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from sealcanvas.crypto.asymmetric.digests import hash_of
from sealcanvas.crypto.asymmetric.key_pair import (
    dump_private,
    dump_public,
    load_foreign_private,
    load_private,
    load_public,
)
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.secret import Secret


@dataclass(frozen=True, slots=True)
class EllipticPair:
    """Key pairs on one curve.

    Attributes:
        curve: "secp256r1", "secp384r1", "secp521r1" or "secp256k1".
    """

    curve: str
    _curve: ec.EllipticCurve = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_curve", _CURVES[self.curve])

    def generate(self) -> Secret:
        """A fresh private key."""
        return dump_private(ec.generate_private_key(self._curve))

    def check(self, material: Secret) -> None:
        """Refuse a private key that is not on this curve, or not valid.

        Raises:
            ValueError: one of these.
        """
        key = load_foreign_private(material, ec.EllipticCurvePrivateKey)
        if key.curve.name != self.curve:
            raise ValueError(f"not a key on the curve {self.curve}")

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""
        return dump_public(load_private(material).public_key())

    def message_types(self, algorithm: str) -> Mapping[str, int]:
        """A message, or its digest, by the hash function of the algorithm."""
        return {"RAW": 0, "DIGEST": hash_of(algorithm).digest_size}

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:
        """Sign by ECDSA; the signature is DER (RFC 3279, section 2.2.3).

        Raises:
            ValueError: `message_type` is DIGEST and the message is not as long as a digest.
        """
        signature: bytes = load_private(material).sign(message, _ecdsa(algorithm, message_type))
        return signature

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:
        """Verify what `sign` makes.

        Raises:
            WrongSignature: it is none of this message.
            ValueError: `message_type` is DIGEST and the message is not as long as a digest.
        """
        key = load_public(public)
        try:
            key.verify(signature, message, _ecdsa(algorithm, message_type))
        except InvalidSignature:
            raise WrongSignature("the signature does not verify") from None

    def agree(self, material: Secret, peer: bytes) -> Secret:
        """The raw shared secret, the x coordinate, by ECDH (SP 800-56A Rev. 3, section 5.7.1.2).

        Args:
            peer: the other's public key, SubjectPublicKeyInfo.

        Raises:
            ValueError: it is not a point of this curve.
        """
        key = load_public(peer)
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != self.curve:
            raise ValueError(f"not a public key on the curve {self.curve}")
        return Secret(load_private(material).exchange(ec.ECDH(), key))


_CURVES: dict[str, ec.EllipticCurve] = {
    curve.name: curve for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.SECP256K1())
}


def _ecdsa(algorithm: str, message_type: str) -> ec.ECDSA:
    digest = hash_of(algorithm)
    return ec.ECDSA(Prehashed(digest) if message_type == "DIGEST" else digest)
