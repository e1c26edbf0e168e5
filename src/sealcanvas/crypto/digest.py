"""SHA-256, HMAC-SHA256 and comparison in constant time, over the standard library."""

import hashlib
import hmac

from sealcanvas.crypto.secret import Secret


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """Return the 32-byte SHA-256 of `data` (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: Secret, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA256 of `data` under `key` (RFC 2104)."""
    return hmac.digest(key.reveal(), data, "sha256")


def constant_time_equal(left: bytes, right: bytes) -> bool:
    """Tell whether two byte strings are equal, in a time that depends on their lengths alone."""
    return hmac.compare_digest(left, right)
