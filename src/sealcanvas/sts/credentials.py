"""Temporary credentials: an access key id, its secret, and the token that carries the session."""

from dataclasses import dataclass, field
from datetime import datetime

from sealcanvas.crypto.secret import Secret


@dataclass(frozen=True, slots=True)
class Credentials:
    """What AssumeRole hands out; `session_token` opens to the session's claims for this instance alone."""

    access_key_id: str
    secret: Secret
    session_token: str = field(repr=False)
    expires_at: datetime
