"""Sessions of either kind: found by their token's hash; no credentials are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.kind import Kind
from sealcanvas.sign_in.tables import sessions
from sealcanvas.sign_in.token import LENGTH, hash_of, new_token

SESSIONS = 20
"""Of one user or user profile at a time; one more ends the oldest."""


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A session as it is recorded.

    Attributes:
        details: what its kind keeps of it.
    """

    token_hash: str
    kind: Kind
    details: Mapping[str, Any]
    started_at: datetime
    expires_at: datetime


def begin_session(instance: Instance, kind: Kind, owner: str, details: Mapping[str, Any], seconds: int) -> str:
    """Record a session; its token. An owner's oldest session ends where it has too many.

    Args:
        owner: as for `links.make_link`.
        seconds: how long it lasts.
    """
    token, now = new_token(), instance.clock()
    with instance.database.transaction() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        mine = select(sessions.c.token_hash).where(sessions.c.owner_index == owner)
        newest = list(connection.execute(mine.order_by(sessions.c.started_at.desc())).scalars())
        connection.execute(delete(sessions).where(sessions.c.token_hash.in_(newest[SESSIONS - 1 :])))
        connection.execute(
            insert(sessions).values(
                token_hash=hash_of(token),
                owner_index=owner,
                details={"kind": kind, "of": dict(details)},
                started_at=now,
                expires_at=now + timedelta(seconds=seconds),
            )
        )
    return token


def find_session(instance: Instance, token: str) -> ConsoleSession | None:
    """The session of a token, while its time lasts, or None."""
    if len(token) != LENGTH or not token.isascii():
        return None
    token_hash = hash_of(token)
    with instance.database.read() as connection:
        row = connection.execute(select(sessions).where(sessions.c.token_hash == token_hash)).one_or_none()
    if row is None or row.expires_at <= instance.clock():
        return None
    return ConsoleSession(token_hash, row.details["kind"], row.details["of"], row.started_at, row.expires_at)


def change_session(instance: Instance, session: ConsoleSession, details: Mapping[str, Any]) -> ConsoleSession:
    """The session with other details, recorded; one that has ended meanwhile stays ended."""
    with instance.database.transaction() as connection:
        kept = {"kind": session.kind, "of": dict(details)}
        this = sessions.c.token_hash == session.token_hash
        connection.execute(update(sessions).where(this).values(details=kept))
    return replace(session, details=details)


def end_session(instance: Instance, token_hash: str) -> None:
    """End a session; harmless if it is over."""
    with instance.database.transaction() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def end_sessions(instance: Instance, owner: str) -> None:
    """End every session of an owner's."""
    with instance.database.transaction() as connection:
        connection.execute(delete(sessions).where(sessions.c.owner_index == owner))
