"""RSA (RFC 8017): OAEP for encryption, PSS and PKCS #1 v1.5 for signatures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import HashAlgorithm

from sealcanvas.crypto.asymmetric.digests import hash_of
from sealcanvas.crypto.asymmetric.key_pair import (
    dump_private,
    dump_public,
    load_foreign_private,
    load_private,
    load_public,
)
from sealcanvas.crypto.errors import InvalidCiphertext, WrongSignature
from sealcanvas.crypto.secret import Secret

_EXPONENT = 65_537


@dataclass(frozen=True, slots=True)
class RsaPair:
    """RSA key pairs of one length.

    Attributes:
        bits: the length of the modulus.
    """

    bits: int

    def generate(self) -> Secret:
        """A fresh private key; takes from tenths of a second to seconds."""
        return dump_private(rsa.generate_private_key(_EXPONENT, self.bits))

    def check(self, material: Secret) -> None:
        """Refuse a private key that is not RSA, not of this length, or not valid.

        Raises:
            ValueError: one of these.
        """
        key = load_foreign_private(material, rsa.RSAPrivateKey)
        if key.key_size != self.bits:
            raise ValueError(f"not an RSA key of {self.bits} bits")

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""
        return dump_public(load_private(material).public_key())

    def message_types(self, algorithm: str) -> Mapping[str, int]:
        """A message, or its digest, by the hash function of the algorithm."""
        return {"RAW": 0, "DIGEST": hash_of(algorithm).digest_size}

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:
        """Sign by RSASSA-PSS (salt as long as the hash, MGF1 with the same hash) or RSASSA-PKCS1-v1_5.

        Raises:
            ValueError: `message_type` is DIGEST and the message is not as long as a digest.
        """
        signature: bytes = load_private(material).sign(message, *_scheme(algorithm, message_type))
        return signature

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:
        """Verify what `sign` makes.

        Raises:
            WrongSignature: it is none of this message.
            ValueError: `message_type` is DIGEST and the message is not as long as a digest.
        """
        key = load_public(public)
        scheme = _scheme(algorithm, message_type)
        try:
            key.verify(signature, message, *scheme)
        except InvalidSignature:
            raise WrongSignature("the signature does not verify") from None

    def encrypt(self, public: bytes, algorithm: str, plaintext: bytes) -> bytes:
        """Encrypt by RSAES-OAEP without a label.

        Raises:
            ValueError: the plaintext is longer than `largest_plaintext`.
        """
        ciphertext: bytes = load_public(public).encrypt(plaintext, _oaep(algorithm))
        return ciphertext

    def decrypt(self, material: Secret, algorithm: str, ciphertext: bytes) -> bytes:
        """Decrypt what `encrypt` makes.

        Raises:
            InvalidCiphertext: it does not decrypt; why is not told.
        """
        try:
            plaintext: bytes = load_private(material).decrypt(ciphertext, _oaep(algorithm))
        except ValueError:
            raise InvalidCiphertext("the ciphertext does not decrypt") from None
        return plaintext

    def largest_plaintext(self, algorithm: str) -> int:
        """The length in bytes of the longest plaintext (RFC 8017, section 7.1.1)."""
        return self.bits // 8 - 2 * hash_of(algorithm).digest_size - 2


def _scheme(algorithm: str, message_type: str) -> tuple[Any, HashAlgorithm | Prehashed]:
    digest = hash_of(algorithm)
    pss = padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH)
    scheme = pss if algorithm.startswith("RSASSA_PSS_") else padding.PKCS1v15()
    return scheme, Prehashed(digest) if message_type == "DIGEST" else digest


def _oaep(algorithm: str) -> padding.OAEP:
    # As AWS KMS does, the mask generation function uses the same hash.
    digest = hash_of(algorithm)
    return padding.OAEP(padding.MGF1(digest), digest, None)
