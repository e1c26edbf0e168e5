"""Access key ids of temporary credentials: the account can be read in them, as in AWS's own.

`ASIA` and 16 base32 digits, that is ten bytes: a random bit, the account's twelve digits as a number of 40 bits, 39
random bits. The id names a session, and proves nothing: its token does.
"""

import secrets
from base64 import b32decode, b32encode
from binascii import Error

_PREFIX = "ASIA"
_RANDOM_BITS = 39


def new_session_key_id(account: str) -> str:
    """A fresh id for a session of `account`."""
    bits = secrets.randbits(1) << 79 | int(account) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return _PREFIX + b32encode(bits.to_bytes(10, "big")).decode()


def account_of_session_key(access_key_id: str) -> str | None:
    """The account in the id of temporary credentials, or None if there is none in it."""
    if not access_key_id.startswith(_PREFIX) or len(access_key_id) != 20:
        return None
    try:
        bits = int.from_bytes(b32decode(access_key_id[4:]), "big")
    except Error:
        return None
    account = bits >> _RANDOM_BITS & (1 << 40) - 1
    return f"{account:012d}" if account < 10**12 else None
