"""An attempt to sign in: between leaving for the identity provider and coming back; once, and by the same browser."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, insert, select

from sealcanvas.crypto.digest import constant_time_equal
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider
from sealcanvas.sign_in.tables import attempts
from sealcanvas.sign_in.token import LENGTH, hash_of, new_token

SECONDS = 600
"""How long an attempt lasts."""

ATTEMPTS = 1_000
"""At a time, of all browsers; one more ends the oldest."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is known of an attempt to whoever comes back from it.

    Attributes:
        revision: of the sign-in when it began.
        verifier: PKCE's code verifier.
    """

    sign_in: str
    revision: str
    redirect_uri: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser takes along: the state in the address, its own secret in a cookie."""

    attempt: Attempt
    state: str = field(repr=False)
    browser: str = field(repr=False)


def begin_attempt(instance: Instance, sign_in: SignInProvider, redirect_uri: str) -> Begun:
    """Record an attempt; the oldest ends where there are too many."""
    attempt = Attempt(sign_in.name, sign_in.terms.revision, redirect_uri, new_token(), new_token())
    begun, now = Begun(attempt, new_token(), new_token()), instance.clock()
    kept = {
        "sign_in": attempt.sign_in,
        "revision": attempt.revision,
        "redirect_uri": attempt.redirect_uri,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "browser": hash_of(begun.browser),
    }
    expires_at = now + timedelta(seconds=SECONDS)
    with instance.database.transaction() as connection:
        connection.execute(delete(attempts).where(attempts.c.expires_at <= now))
        newest = select(attempts.c.state_hash).order_by(attempts.c.expires_at.desc())
        too_many = list(connection.execute(newest.offset(ATTEMPTS - 1)).scalars())
        if too_many:
            connection.execute(delete(attempts).where(attempts.c.state_hash.in_(too_many)))
        row = insert(attempts).values(state_hash=hash_of(begun.state), details=kept, expires_at=expires_at)
        connection.execute(row)
    return begun


def take_attempt(instance: Instance, name: str, state: str, browser: str) -> Attempt | None:
    """The attempt of a state, which it ends; None if it is over, was taken, or is another browser's or sign-in's.

    Whoever lacks the browser's secret takes nothing, so that nobody ends another one's attempt by its state.

    Args:
        name: of the sign-in to whose address the browser came back.
    """
    if any(len(token) != LENGTH or not token.isascii() for token in (state, browser)):
        return None
    this = attempts.c.state_hash == hash_of(state)
    with instance.database.transaction() as connection:
        row = connection.execute(select(attempts).where(this)).one_or_none()
        if row is None or not constant_time_equal(row.details["browser"].encode(), hash_of(browser).encode()):
            return None
        connection.execute(delete(attempts).where(this))
    kept = row.details
    if row.expires_at <= instance.clock() or kept["sign_in"] != name:
        return None
    return Attempt(kept["sign_in"], kept["revision"], kept["redirect_uri"], kept["nonce"], kept["verifier"])
