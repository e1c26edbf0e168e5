"""An identity provider's token verified, by the keys that the provider has now (docs/formats/identity-token.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.crypto.errors import NotSigned, WrongSignature
from sealcanvas.crypto.jws import SignedToken
from sealcanvas.iam.oidc_fetch import Unreachable, WrongCertificate
from sealcanvas.iam.oidc_providers import OidcProvider, provider_of_issuer
from sealcanvas.service.instance import Instance
from sealcanvas.sts.errors import IDPCommunicationError, InvalidIdentityToken
from sealcanvas.sts.provider_keys import NoKey, ProviderKeys
from sealcanvas.sts.web_identity import WebIdentity

_SHOWN_ISSUER = 255
_NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
    "documentation for requirements"
)


@dataclass(frozen=True, slots=True)
class Vouched:
    """A token that holds: whom it is about, and all that it claims."""

    identity: WebIdentity
    claims: Mapping[str, Any] = field(repr=False)


def verified(instance: Instance, account: str, text: str) -> Vouched:
    """Verify a token by a provider of the account; its server may be asked for its keys.

    Raises:
        InvalidIdentityToken: it is no token, of no provider of the account's, not signed by it, or not for us.
        ExpiredTokenException: its time is over.
        IDPCommunicationError: the provider cannot be reached.
    """
    try:
        token = SignedToken.parse(text)
    except NotSigned:
        raise InvalidIdentityToken(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from None
    provider = _provider(instance, account, token)
    keys: ProviderKeys = instance.parts.setdefault("sts.provider_keys", ProviderKeys())
    try:
        claims = token.verified(keys.keys_for(provider, token))
    except NoKey:
        raise InvalidIdentityToken(_NO_KEY) from None
    except WrongCertificate:
        raise InvalidIdentityToken(
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
        ) from None
    except Unreachable:
        raise IDPCommunicationError(f"{provider.url} could not be reached") from None
    except WrongSignature:
        raise InvalidIdentityToken("Token signature invalid") from None
    return Vouched(WebIdentity.of(claims, provider, int(instance.clock().timestamp())), claims)


def _provider(instance: Instance, account: str, token: SignedToken) -> OidcProvider:
    issuer = token.unverified.get("iss")
    if not isinstance(issuer, str):
        raise InvalidIdentityToken("The token must have a claim iss")
    found = provider_of_issuer(instance, account, issuer)
    if found is None:
        raise InvalidIdentityToken(f"No OpenIDConnect provider found in your account for {issuer[:_SHOWN_ISSUER]}")
    return found
