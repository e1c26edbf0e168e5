"""Tokens of links and sessions: opaque, 256 random bits, kept as their hash."""

from sealcanvas.crypto.base64url import encode
from sealcanvas.crypto.digest import sha256
from sealcanvas.crypto.random import random_bytes

_BYTES = 32
LENGTH = 43
"""How many characters a token has."""


def new_token() -> str:
    """A fresh token, of letters, digits, "-" and "_"."""
    return encode(random_bytes(_BYTES))


def hash_of(token: str) -> str:
    """What is kept of a token. SHA-256 alone does: there is nothing to guess in 256 random bits."""
    return sha256(token.encode()).hex()
