"""The way to an identity provider: RFC 6749, section 4.1.1; RFC 7636; OpenID Connect Core 1.0, section 3.1.2.1."""

from urllib.parse import urlencode

from sealcanvas.crypto.base64url import encode
from sealcanvas.crypto.digest import sha256
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.attempt import Begun, begin_attempt
from sealcanvas.sign_in.oidc.discovery import endpoints_of
from sealcanvas.sign_in.oidc.refusing import asking, require_provider
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider

PATH = "/console/sign-in/oidc/"


def redirect_uri(instance: Instance, name: str) -> str:
    """Where the provider sends the browser back to: one address for each sign-in, at the published endpoint."""
    return f"{instance.endpoint()}{PATH}{name}/callback"


def begin(instance: Instance, sign_in: SignInProvider) -> tuple[str, Begun]:
    """Begin an attempt; where the browser goes, and what it takes along.

    Raises:
        SignInRefused: the provider is gone or cannot be reached.
    """
    provider = require_provider(instance, sign_in)
    with asking(provider):
        endpoints = endpoints_of(instance, provider)
    begun = begin_attempt(instance, sign_in, redirect_uri(instance, sign_in.name))
    parameters = {
        "response_type": "code",
        "client_id": sign_in.terms.client_id,
        "redirect_uri": begun.attempt.redirect_uri,
        "scope": " ".join(dict.fromkeys(("openid", *sign_in.terms.scopes))),
        "state": begun.state,
        "nonce": begun.attempt.nonce,
        "code_challenge": encode(sha256(begun.attempt.verifier.encode())),
        "code_challenge_method": "S256",
    }
    before, _, _ = endpoints.authorization.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{urlencode(parameters)}", begun
