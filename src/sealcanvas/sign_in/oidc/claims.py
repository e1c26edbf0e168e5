"""What an ID token must say besides what every token must, and what is read of it.

Sources: OpenID Connect Core 1.0, sections 3.1.3.7 and 5.7; IAM API Reference, "AssumeRole" (RoleSessionName).
"""

import re
from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.digest import constant_time_equal, sha256
from sealcanvas.sign_in.oidc.attempt import Attempt
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider
from sealcanvas.sign_in.visitor import SignInRefused
from sealcanvas.sts.identity_token import Vouched

_NOT_IN_NAMES = re.compile(r"[^\w+=.@-]", re.ASCII)  # a comma may be, but tells here that a digest follows
_SHORTEST, _LONGEST = 2, 64
_DIGITS = 16
_CLAIM = 255


def require_own(vouched: Vouched, sign_in: SignInProvider, attempt: Attempt) -> None:
    """Refuse a token that is for another client, of another provider, or not the answer to this attempt.

    Raises:
        SignInRefused: with which of these it is.
    """
    claims, client = vouched.claims, sign_in.terms.client_id
    if vouched.identity.provider.arn != sign_in.terms.provider_arn:
        raise SignInRefused("token", "The ID token is of another identity provider.")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not constant_time_equal(nonce.encode(), attempt.nonce.encode()):
        raise SignInRefused("token", "The ID token is not the answer to this sign-in (nonce).")
    audiences = claims.get("aud")
    audiences = audiences if isinstance(audiences, list) else [audiences]
    party = claims.get("azp", client if len(audiences) == 1 else None)
    if client not in audiences or party != client:
        raise SignInRefused("token", "The ID token is for another client (aud, azp).")


def value_of(claims: Mapping[str, Any], name: str) -> str:
    """The text that the claim `name` has.

    Raises:
        SignInRefused: it has none; or it is an email address that the provider does not say to be verified.
    """
    value = claims.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= _CLAIM:
        raise SignInRefused("token", f"The ID token has no text as its claim {name}. Is a scope missing?")
    if name == "email" and claims.get("email_verified") not in (True, "true"):
        raise SignInRefused("token", "The identity provider does not say that the email address is verified.")
    return value


def session_name_of(value: str) -> str:
    """The name of a role's session that says the value; no two values have one name."""
    name = _NOT_IN_NAMES.sub("-", value)
    if name == value and _SHORTEST <= len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - _DIGITS - 1]},{sha256(value.encode()).hex()[:_DIGITS]}"
