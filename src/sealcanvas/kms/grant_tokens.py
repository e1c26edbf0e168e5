"""Grant tokens: opaque, any number for a grant, worth nothing once the grant is gone.

Grants take effect at once here, so that a token adds nothing to a request; a forged one is refused all the same.
A token is base64url(nonce (16) || grant id (32) || HMAC-SHA256 (32)), under a key derived from the root key.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.digest import constant_time_equal, hmac_sha256
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidGrantTokenException
from sealcanvas.service.instance import Instance

_NONCE, _ID, _MAC = 16, 32, 32


def new_token(instance: Instance, grant_id: str) -> str:
    """A fresh token of the grant.

    Args:
        grant_id: 64 hexadecimal digits.
    """
    body = random_bytes(_NONCE) + bytes.fromhex(grant_id)
    return urlsafe_b64encode(body + hmac_sha256(_key(instance), body)).rstrip(b"=").decode()


def grant_id_of(instance: Instance, token: str) -> str:
    """The id of the grant that a token stands for; the grant may be gone.

    Raises:
        InvalidGrantTokenException: not a token of this instance.
    """
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise InvalidGrantTokenException from None
    body, mac = raw[:-_MAC], raw[-_MAC:]
    if len(raw) != _NONCE + _ID + _MAC or not constant_time_equal(mac, hmac_sha256(_key(instance), body)):
        raise InvalidGrantTokenException
    return body[_NONCE:].hex()


def check_tokens(instance: Instance, request: dict[str, Any]) -> None:
    """Refuse a request whose GrantTokens are not ours.

    Raises:
        InvalidGrantTokenException: one of them is not a token of this instance.
    """
    for token in request.get("GrantTokens") or ():
        grant_id_of(instance, token)


def _key(instance: Instance) -> Secret:
    return derive(instance.root, "kms-grant-token")
