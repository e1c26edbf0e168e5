"""The one place that randomness for keys, salts and nonces comes from."""

import os


def random_bytes(length: int) -> bytes:
    """Return `length` bytes from the operating system's random generator."""
    return os.urandom(length)
