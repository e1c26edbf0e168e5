"""IAM's unique ids and access keys: what is never given out twice.

Source of the prefixes and lengths: IAM User Guide, "IAM identifiers".
"""

import secrets
from typing import Literal

Prefix = Literal["AROA", "AIDA", "AGPA", "ANPA", "AKIA", "ASIA"]

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ENTITY_PREFIXES = ("AROA", "AIDA")


def new_unique_id(prefix: Prefix) -> str:
    """A fresh id: the prefix and 17 base32 digits (85 random bits); access key ids have 16."""
    length = 16 if prefix in ("AKIA", "ASIA") else 17
    return prefix + "".join(secrets.choice(_DIGITS) for _ in range(length))


def new_secret_access_key() -> bytes:
    """A fresh secret access key: 40 base64 digits (240 random bits)."""
    return "".join(secrets.choice(_BASE64_DIGITS) for _ in range(40)).encode()
