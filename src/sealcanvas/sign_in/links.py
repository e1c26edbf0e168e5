"""Sign-in links: each opens once, for whoever comes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.kind import Kind
from sealcanvas.sign_in.tables import links
from sealcanvas.sign_in.token import LENGTH, hash_of, new_token
from sealcanvas.sts.remembered import remember

_REMEMBERED = timedelta(days=1)  # how long a link that is over is still told from one that never was


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is recorded.

    Attributes:
        details: what its kind keeps of where it leads to.
        maker: who made it, for `sts.remembered.recall`.
    """

    token_hash: str
    kind: Kind
    details: Mapping[str, Any]
    session_seconds: int
    maker: Mapping[str, Any]
    expires_at: datetime
    used_at: datetime | None


def make_link(
    call: Call, kind: Kind, owner: str, details: Mapping[str, Any], *, expires_in: int, session_seconds: int
) -> str:
    """Record a link of the caller's; its token, which nothing else holds.

    Args:
        owner: whose sessions it begins: a user profile's ARN, a user's unique id.
        expires_in: seconds until which it can be opened.
    """
    token, now = new_token(), call.instance.clock()
    kept = {"kind": kind, "to": dict(details), "session_seconds": session_seconds, "maker": remember(call)}
    with call.instance.database.transaction() as connection:
        connection.execute(delete(links).where(links.c.expires_at < now - _REMEMBERED))
        connection.execute(
            insert(links).values(
                token_hash=hash_of(token),
                owner_index=owner,
                details=kept,
                expires_at=now + timedelta(seconds=expires_in),
            )
        )
    return token


def find_link(instance: Instance, token: str) -> Link | None:
    """The link of a token, used or over too; None if none was made, or its owner is deleted."""
    if len(token) != LENGTH or not token.isascii():
        return None
    token_hash = hash_of(token)
    with instance.database.read() as connection:
        row = connection.execute(select(links).where(links.c.token_hash == token_hash)).one_or_none()
    if row is None:
        return None
    kept = row.details
    return Link(
        token_hash=token_hash,
        kind=kept["kind"],
        details=kept["to"],
        session_seconds=kept["session_seconds"],
        maker=kept["maker"],
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def mark_used(instance: Instance, link: Link) -> None:
    """Take the link's one opening."""
    with instance.database.transaction() as connection:
        used = update(links).where(links.c.token_hash == link.token_hash).values(used_at=instance.clock())
        connection.execute(used)


def remove_links(instance: Instance, owner: str) -> None:
    """Forget every link of an owner's."""
    with instance.database.transaction() as connection:
        connection.execute(delete(links).where(links.c.owner_index == owner))
