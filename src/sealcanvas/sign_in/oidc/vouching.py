"""Why a session that an identity provider led to still holds: its sign-in as it was, its provider, its client."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.refusing import require_provider
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider, find_sign_in
from sealcanvas.sign_in.visitor import SignInRefused


def vouching(sign_in: SignInProvider, provider: OidcProvider) -> dict[str, str]:
    """What a session keeps of it."""
    since = provider.created_at.isoformat()
    return {"sign_in": sign_in.name, "revision": sign_in.terms.revision, "provider_since": since}


def still_vouching(instance: Instance, kept: Mapping[str, Any]) -> tuple[SignInProvider, OidcProvider] | None:
    """The sign-in and the provider of a session; None once either was changed or deleted."""
    sign_in = find_sign_in(instance, kept["sign_in"])
    if sign_in is None or sign_in.terms.revision != kept["revision"]:
        return None
    try:
        provider = require_provider(instance, sign_in)
    except SignInRefused:
        return None
    return (sign_in, provider) if provider.created_at.isoformat() == kept["provider_since"] else None
