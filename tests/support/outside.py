"""Whoever has a public key and a library, and no KMS: verifies, encrypts, agrees."""

from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def verify_outside(public: bytes, algorithm: str, message: bytes, signature: bytes) -> None:
    """Verify a signature that AWS's `algorithm` made of `message`; raises InvalidSignature. Not for Ed25519ph.

    Args:
        public: SubjectPublicKeyInfo, DER.
    """
    key: Any = load_der_public_key(public)
    if not algorithm.startswith(("RSA", "ECDSA")):
        key.verify(signature, message)
        return
    digest = _HASHES[algorithm[-3:]]
    if algorithm.startswith("ECDSA"):
        key.verify(signature, message, ec.ECDSA(digest))
    elif "PSS" in algorithm:
        key.verify(signature, message, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    else:
        key.verify(signature, message, padding.PKCS1v15(), digest)


def encrypt_outside(public: bytes, algorithm: str, plaintext: bytes) -> bytes:
    """Encrypt by RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256."""
    key: Any = load_der_public_key(public)
    digest = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()  # noqa: S303 - OAEP's
    data: bytes = key.encrypt(plaintext, padding.OAEP(padding.MGF1(digest), digest, None))
    return data
