"""A sign-in as the operations on it give it: all but its secret."""

from typing import Any

from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException
from sealcanvas.sign_in.oidc.authorization import redirect_uri
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider, find_sign_in


def own_sign_in(call: Call, name: str) -> SignInProvider:
    """The sign-in of the caller's account.

    Raises:
        ResourceNotFoundException: it has none of that name.
    """
    found = find_sign_in(call.instance, name)
    if found is None or found.account != call.account:
        raise ResourceNotFoundException(f"Account {call.account} has no sign-in '{name}'.")
    return found


def described(instance: Instance, sign_in: SignInProvider) -> dict[str, Any]:
    """The shape SignInProvider of the service model."""
    terms = sign_in.terms
    who = {"RoleArn": terms.role_arn} if terms.role_arn else {"DomainId": terms.domain_id}
    return who | {
        "SignInProviderName": sign_in.name,
        "DisplayName": terms.display_name,
        "OpenIDConnectProviderArn": terms.provider_arn,
        "ClientId": terms.client_id,
        "HasClientSecret": sign_in.client_secret is not None,
        "Scopes": list(terms.scopes),
        "Claim": terms.claim,
        "UserProfileNames": dict(terms.user_profiles),
        "SessionExpirationDurationInSeconds": terms.seconds,
        "RedirectUri": redirect_uri(instance, sign_in.name),
        "RegisteredBy": terms.maker_arn,
        "CreationTime": sign_in.created_at,
        "LastModifiedTime": sign_in.updated_at,
    }
