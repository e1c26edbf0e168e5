"""Ed25519 (RFC 8032): EdDSA on Curve25519's Edwards form."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:  # noqa: ARG002
        """Sign a message: 64 bytes, the same for the same message."""
        signature: bytes = load_private(material).sign(message)
        return signature

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:  # noqa: ARG002
        """Verify what `sign` makes.

        Raises:
            WrongSignature: it is none of this message.
        """
        try:
            load_public(public).verify(signature, message)
        except InvalidSignature:
            raise WrongSignature("the signature does not verify") from None
