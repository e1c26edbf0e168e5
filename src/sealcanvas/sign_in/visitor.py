"""Who comes to sign in, and the refusal that they are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sealcanvas.service.call import Context
from sealcanvas.sign_in.links import Link

Reason = Literal[
    "unknown",
    "used",
    "expired",
    "gone",
    "not-permitted",
    "role",
    "volume",
    "credentials",
    "attempt",  # from here on: of identity providers
    "denied",
    "provider",
    "unreachable",
    "token",
    "trust",
    "profile",
    "busy",
]


class SignInRefused(Exception):
    """Nobody is signed in; the message is for whoever tries.

    Attributes:
        decision_id: of the decision behind it, where a policy refused.
    """

    def __init__(self, reason: Reason, message: str, decision_id: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.decision_id = decision_id


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes, as far as the request says."""

    source_ip: str
    user_agent: str
    context: Context


def unknown_link() -> SignInRefused:
    """There is no link of that token."""
    return SignInRefused("unknown", "This sign-in link is not known here.")


def require_unopened(link: Link, now: datetime) -> None:
    """Raise SignInRefused for a link that was opened before, or is over."""
    if link.used_at is not None:
        raise SignInRefused("used", "This sign-in link was used before: it opens once. Ask for another one.")
    if link.expires_at <= now:
        raise SignInRefused("expired", "This sign-in link has expired. Ask for another one.")


def not_permitted(action: str) -> SignInRefused:
    """Whoever made the link may not make it any more."""
    return SignInRefused(
        "not-permitted",
        f"Whoever made this sign-in link has no permission for it any more ({action}), or not from where you are.",
    )


def key_gone() -> SignInRefused:
    """Whoever made the link did so with an access key that was deleted or made inactive."""
    return SignInRefused("gone", "The access key that this sign-in link was made with is not active any more.")
