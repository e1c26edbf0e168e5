"""Sub-keys of a key, each for one purpose."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.secret import Secret

_PRODUCT = b"sealcanvas"
_MINIMUM_KEY_SIZE = 16


def derive(secret: Secret, purpose: str, *context: bytes, length: int = 32) -> Secret:
    """Derive the key that `secret` gives for one purpose and context (HKDF-Expand with SHA-256, RFC 5869).

    Args:
        secret: a uniformly random key of at least 16 bytes, never a password (so HKDF-Extract is not needed).
        purpose: what the derived key is for; two purposes never share a key.
        context: byte strings that the key is bound to, encoded injectively with the purpose and the length.
        length: bytes of the derived key.

    Raises:
        ValueError: the secret is shorter than 16 bytes, or `length` is not in 1 … 8160 (255 × 32).
    """
    if len(secret) < _MINIMUM_KEY_SIZE:
        raise ValueError(f"a key to derive from has at least {_MINIMUM_KEY_SIZE} bytes")
    if length < 1:
        raise ValueError("a derived key has at least one byte")
    info = bind(_PRODUCT, purpose.encode(), length.to_bytes(4, "big"), *context)
    return Secret(HKDFExpand(hashes.SHA256(), length, info).derive(secret.reveal()))
