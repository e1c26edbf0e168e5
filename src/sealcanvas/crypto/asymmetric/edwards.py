"""Ed25519 and Ed25519ph (RFC 8032): EdDSA on Curve25519's Edwards form."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealcanvas.crypto.asymmetric.ed25519_ph import sign_prehashed, verify_prehashed
from sealcanvas.crypto.asymmetric.key_pair import (
    dump_private,
    dump_public,
    load_foreign_private,
    load_private,
    load_public,
)
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.secret import Secret

PREHASHED = "ED25519_PH_SHA_512"


@dataclass(frozen=True, slots=True)
class Ed25519Pair:
    """Ed25519 key pairs."""

    def generate(self) -> Secret:
        """A fresh private key."""
        return dump_private(Ed25519PrivateKey.generate())

    def check(self, material: Secret) -> None:
        """Refuse a private key that is none of Ed25519.

        Raises:
            ValueError: it is not.
        """
        load_foreign_private(material, Ed25519PrivateKey)

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""
        return dump_public(load_private(material).public_key())

    def message_types(self, algorithm: str) -> Mapping[str, int]:
        """A message for Ed25519, a SHA-512 digest for Ed25519ph: as AWS KMS has it, that is hashed once more."""
        return {"DIGEST": 64} if algorithm == PREHASHED else {"RAW": 0}

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:  # noqa: ARG002 - of each algorithm there is one
        """Sign a message: 64 bytes, the same for the same message."""
        key = load_private(material)
        return sign_prehashed(key, message) if algorithm == PREHASHED else bytes(key.sign(message))

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:  # noqa: ARG002 - as above
        """Verify what `sign` makes.

        Raises:
            WrongSignature: it is none of this message.
        """
        key = load_public(public)
        if algorithm == PREHASHED:
            verify_prehashed(key.public_bytes_raw(), message, signature)
            return
        try:
            key.verify(signature, message)
        except InvalidSignature:
            raise WrongSignature("the signature does not verify") from None
