"""What a provider's token says of whom it vouches for: checked claims, and what follows for conditions and sessions.

Sources: OpenID Connect Core 1.0, sections 2 and 3.1.3.7; IAM User Guide, "IAM and AWS STS condition context keys" and
"Passing session tags using AssumeRoleWithWebIdentity".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.sts.errors import ExpiredTokenException, InvalidIdentityToken
from sealcanvas.sts.session_claims import SessionClaims

_SKEW = 60
_LATEST = 1 << 53
_SUBJECT = 255
_IN_SESSIONS = ("aud", "oaud", "sub", "amr")


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """Somebody whom a provider vouches for.

    Attributes:
        audience: the one registered client id that the token is for.
        keys: the provider's condition keys, such as "accounts.example.com:sub", and aws:FederatedProvider.
        session: tags and source identity that the token asks for.
    """

    provider: OidcProvider
    subject: str
    audience: str
    keys: Keys
    session: SessionClaims

    @classmethod
    def of(cls, claims: Mapping[str, Any], provider: OidcProvider, now: int) -> "WebIdentity":
        """Check the claims of a token whose signature holds.

        Args:
            now: seconds since 1970.

        Raises:
            ExpiredTokenException: its time is over.
            InvalidIdentityToken: a claim is missing, malformed, or says that the token is for somebody else.
        """
        if claims.get("iss") != provider.url:
            raise InvalidIdentityToken("The issuer of the token is not the provider's URL")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 1 <= len(subject) <= _SUBJECT:
            raise InvalidIdentityToken(f"The token must have a claim sub of 1 to {_SUBJECT} characters")
        _check_times(claims, now)
        audiences = _texts(claims, "aud")
        audience = _audience(claims, audiences, provider)
        found: Keys = {"aud": audience, "oaud": audiences[0] if len(audiences) == 1 else audiences, "sub": subject}
        if "amr" in claims:
            found["amr"] = _texts(claims, "amr")
        for name in ("azp", "email"):
            if isinstance(claims.get(name), str):
                found[name] = claims[name]
        keys: Keys = {f"{provider.name}:{name}": value for name, value in found.items()}
        keys["aws:FederatedProvider"] = provider.arn
        return cls(provider, subject, audience, keys, SessionClaims.of(claims))

    def kept(self) -> dict[str, Any]:
        """What must be kept to ask trust policies again, without the token: for a sealed column."""
        return {
            "subject": self.subject,
            "audience": self.audience,
            "keys": dict(self.keys),
            "tags": dict(self.session.tags),
            "transitive": list(self.session.transitive),
            "source_identity": self.session.source_identity,
        }

    @classmethod
    def again(cls, kept: Mapping[str, Any], provider: OidcProvider) -> "WebIdentity":
        """What was kept of an identity that the provider vouched for."""
        keys: Keys = {key: tuple(value) if isinstance(value, list) else value for key, value in kept["keys"].items()}
        session = SessionClaims(kept["tags"], tuple(kept["transitive"]), kept["source_identity"])
        return cls(provider, kept["subject"], kept["audience"], keys, session)

    @property
    def session_keys(self) -> Keys:
        """The condition keys that stay with the session: who, for whom and by whom, and no more of the token."""
        kept = {"aws:FederatedProvider", *(f"{self.provider.name}:{name}" for name in _IN_SESSIONS)}
        return {key: value for key, value in self.keys.items() if key in kept}


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    expires_at, issued_at = _seconds(claims, "exp"), _seconds(claims, "iat")
    begins_at = _seconds(claims, "nbf") if "nbf" in claims else issued_at
    if expires_at <= now:
        raise ExpiredTokenException(
            f"Token expired: current date/time {now} must be before the expiration date/time {expires_at}"
        )
    if max(begins_at, issued_at) > now + _SKEW:
        raise InvalidIdentityToken("The token is not valid yet")


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    # AWS: "Timestamps in the token must be formatted as either an integer or a long integer."
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LATEST:
        raise InvalidIdentityToken(f"The token must have a claim {name} that is a whole number of seconds")
    return value


def _audience(claims: Mapping[str, Any], audiences: tuple[str, ...], provider: OidcProvider) -> str:
    """The client id that counts: of `azp` where the token has it, else the first of `aud` that is registered."""
    if "azp" in claims:
        audiences = _texts(claims, "azp")
    for audience in audiences:
        if audience in provider.client_ids:
            return audience
    raise InvalidIdentityToken("Incorrect token audience")


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim that is a text or a list of texts; an absent one is empty."""
    value = claims.get(name, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidIdentityToken(f"The claim {name} of the token must be a text or a list of texts")
    return tuple(texts)
