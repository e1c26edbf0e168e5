"""What every kind of key pair can do, and what some can."""

from collections.abc import Mapping
from typing import Any, Protocol

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from sealcanvas.crypto.secret import Secret


class KeyPair(Protocol):
    """A kind of key pair: a family with its parameters (the modulus' length, the curve)."""

    def generate(self) -> Secret:
        """A fresh private key."""

    def check(self, material: Secret) -> None:
        """Refuse a private key that is not of this kind, or not valid; ValueError then."""

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""


class SigningPair(KeyPair, Protocol):
    """A kind of key pair that signs; `message_type` is AWS's MessageType: RAW, DIGEST or EXTERNAL_MU."""

    def message_types(self, algorithm: str) -> Mapping[str, int]:
        """The MessageTypes that an algorithm takes, and how long the message is then, in bytes; 0 for any length."""

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:
        """The signature of a message, or of the digest of one."""

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:
        """Raise WrongSignature unless the signature is one of `message` under this public key."""


class EncapsulatingPair(KeyPair, Protocol):
    """A kind of key pair that encapsulates shared secrets."""

    def encapsulate(self, public: bytes) -> tuple[Secret, bytes]:
        """A fresh shared secret of 32 bytes, and the ciphertext from which the private key recovers it."""

    def decapsulate(self, material: Secret, ciphertext: bytes) -> Secret:
        """The shared secret of a ciphertext; InvalidCiphertext where its length is wrong."""


def dump_private(key: Any) -> Secret:
    """A private key as it is wrapped."""
    return Secret(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def dump_public(key: Any) -> bytes:
    """A public key as GetPublicKey gives it."""
    data: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return data


def load_private(material: Secret) -> Any:
    """A private key that was checked before it was wrapped: it is not checked once more at every use."""
    return load_der_private_key(material.reveal(), None, unsafe_skip_rsa_key_validation=True)


def load_foreign_private(material: Secret, expected: type[Any]) -> Any:
    """A private key that came from somewhere else, of the `expected` kind.

    Raises:
        ValueError: not PKCS #8, not a valid key, or one of another kind.
    """
    try:
        key = load_der_private_key(material.reveal(), None)
    except (TypeError, UnsupportedAlgorithm, InternalError) as error:
        raise ValueError("not a private key of a kind that is known here") from error
    if not isinstance(key, expected):
        raise ValueError("a private key of another kind")  # noqa: TRY004 - of bad bytes, not of a bad caller
    return key


def canonical_private(material: Secret) -> Secret:
    """A private key that was checked, in the one form that it is wrapped in.

    Raises:
        ValueError: not PKCS #8, which alone has an AlgorithmIdentifier behind its version (RFC 5958, section 2).
    """
    head = material.reveal()[:8]
    content = 2 + (head[1] - 0x80 if head[1] >= 0x80 else 0)
    if material.reveal()[content + 3 : content + 4] != b"\x30":
        raise ValueError("a private key in another form than PKCS #8")
    return dump_private(load_private(material))


def load_public(public: bytes) -> Any:
    """A public key, from wherever it came.

    Raises:
        ValueError: not SubjectPublicKeyInfo, or not a valid key.
    """
    try:
        return load_der_public_key(public)
    except (UnsupportedAlgorithm, InternalError) as error:
        raise ValueError("not a public key of a kind that is known here") from error
