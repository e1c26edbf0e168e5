"""Session tokens: sessions sealed into text (docs/formats/session-token.md)."""

import json
import zlib
from base64 import b64decode, b64encode
from binascii import Error
from datetime import UTC, datetime
from typing import Any

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.sts.session import Session

MAXIMUM_SIZE = 4_096
_PURPOSE = "sts-session"
_INFLATED_LIMIT = 65_536


class TokenTooLong(Exception):
    """The session's policies and tags do not fit; `size` is the length that the token would have."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the session token would have {size} characters")
        self.size = size


class NoToken(Exception):
    """The text does not open to a session beside this access key id."""


def seal_session(root: Secret, access_key_id: str, session: Session, *, minimum_size: int = 0) -> str:
    """The token of a session.

    Args:
        minimum_size: characters that the token has at least, up to 4,096.

    Raises:
        TokenTooLong: it would have more than 4,096 characters.
    """
    plaintext = _packed(session)
    blob = wrap(root, _PURPOSE, access_key_id.encode(), Secret(plaintext))
    missing = -(-minimum_size // 4) * 3 - len(blob)
    if missing > 0:
        blob = wrap(root, _PURPOSE, access_key_id.encode(), Secret(plaintext + bytes(missing)))
    token = b64encode(blob).decode()
    if len(token) > MAXIMUM_SIZE:
        raise TokenTooLong(len(token))
    return token


def open_session(root: Secret, access_key_id: str, token: str) -> Session:
    """The session in a token; whether it is over is for the caller to see.

    Raises:
        NoToken: damaged, forged, another instance's, or another access key's.
    """
    if len(token) > MAXIMUM_SIZE:
        raise NoToken("longer than any session token")
    try:
        blob = b64decode(token, validate=True)
        plaintext = unwrap(root, _PURPOSE, access_key_id.encode(), blob).reveal()
    except (Error, ValueError, CryptoError):
        raise NoToken("does not open") from None
    return _unpacked(plaintext)


def _packed(session: Session) -> bytes:
    claims = {
        "kind": session.kind,
        "owner_id": session.owner_id,
        "session_name": session.session_name,
        "secret": session.secret.reveal().decode(),
        "issued_at": int(session.issued_at.timestamp()),
        "expires_at": int(session.expires_at.timestamp()),
        "source_identity": session.source_identity,
        "via": session.via,
        "purpose": session.purpose,
    }
    chosen = {
        "policy": session.policy,
        "policy_arns": session.policy_arns,
        "tags": dict(session.tags),
        "transitive": session.transitive,
        "federation": dict(session.federation),
    }
    return _field(_json(claims)) + _field(zlib.compress(_json(chosen), 9))


def _unpacked(plaintext: bytes) -> Session:
    claims_text, rest = _split(plaintext)
    inflater = zlib.decompressobj()
    chosen_text = inflater.decompress(_split(rest)[0], _INFLATED_LIMIT)
    if not inflater.eof:
        raise NoToken("longer inside than any session")
    claims: dict[str, Any] = json.loads(claims_text)
    chosen: dict[str, Any] = json.loads(chosen_text)
    arns = chosen["policy_arns"]
    return Session(
        kind=claims["kind"],
        owner_id=claims["owner_id"],
        session_name=claims["session_name"],
        secret=Secret(claims["secret"].encode()),
        issued_at=datetime.fromtimestamp(claims["issued_at"], UTC),
        expires_at=datetime.fromtimestamp(claims["expires_at"], UTC),
        policy=chosen["policy"],
        policy_arns=None if arns is None else tuple(arns),
        tags=chosen["tags"],
        transitive=tuple(chosen["transitive"]),
        source_identity=claims["source_identity"],
        via=tuple(claims["via"]),
        purpose=claims["purpose"],
        federation={
            key: value if isinstance(value, str) else tuple(value) for key, value in chosen["federation"].items()
        },
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _split(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    return data[4:end], data[end:]
