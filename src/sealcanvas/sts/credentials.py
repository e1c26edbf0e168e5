"""Temporary credentials: an access key id, its secret, and the token that carries the session."""

from dataclasses import dataclass, field
from datetime import datetime

from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.unique_ids import new_secret_access_key
from sealcanvas.service.instance import Instance
from sealcanvas.sts.key_id import new_session_key_id
from sealcanvas.sts.session import Session
from sealcanvas.sts.session_token import seal_session


@dataclass(frozen=True, slots=True)
class Credentials:
    """What STS hands out; `session_token` opens to the session's claims for this instance alone."""

    access_key_id: str
    secret: Secret
    session_token: str = field(repr=False)
    expires_at: datetime


def new_secret() -> Secret:
    """A fresh secret access key."""
    return Secret(new_secret_access_key())


def credentials_of(instance: Instance, session: Session, account: str, *, minimum_size: int = 0) -> Credentials:
    """Credentials under a fresh access key id for `session`, whose principal is of `account`.

    Raises:
        TokenTooLong: the session does not fit into a token.
    """
    access_key_id = new_session_key_id(account)
    token = seal_session(instance.root, access_key_id, session, minimum_size=minimum_size)
    return Credentials(access_key_id, session.secret, token, session.expires_at)
