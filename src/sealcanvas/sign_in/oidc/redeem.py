"""A code redeemed for an ID token: RFC 6749, sections 2.3.1 and 4.1.3; RFC 7636, section 4.5."""

from base64 import b64encode
from threading import BoundedSemaphore
from urllib.parse import quote_plus

from sealcanvas.iam.oidc_fetch import WrongAnswer, fetch_json
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.attempt import Attempt
from sealcanvas.sign_in.oidc.discovery import Endpoints
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider
from sealcanvas.sign_in.visitor import SignInRefused

AT_ONCE = 8
"""How many codes a process redeems at a time: a slow provider must not hold up everybody."""


def redeem(
    instance: Instance,
    sign_in: SignInProvider,
    provider: OidcProvider,
    endpoints: Endpoints,
    attempt: Attempt,
    code: str,
) -> str:
    """The ID token that the provider gives for a code.

    Raises:
        SignInRefused: too many wait for providers already.
        Unreachable, WrongCertificate, WrongAnswer: as of `iam.oidc_fetch`; also an answer without an ID token.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier,
    }
    authorization = _authenticated(form, sign_in, endpoints)
    places: BoundedSemaphore = instance.parts.setdefault("sign_in.redeeming", BoundedSemaphore(AT_ONCE))
    if not places.acquire(blocking=False):
        raise SignInRefused("busy", "Too many sign-ins wait for identity providers. Try again in a minute.")
    try:
        answer = fetch_json(endpoints.token, provider.thumbprints, form=form, authorization=authorization)
    finally:
        places.release()
    token = answer.get("id_token")
    if not isinstance(token, str) or not token.isascii():
        raise WrongAnswer("the answer has no ID token")
    return token


def _authenticated(form: dict[str, str], sign_in: SignInProvider, endpoints: Endpoints) -> str:
    """Say in `form` who we are, or by the `Authorization` header that is returned."""
    client = sign_in.terms.client_id
    if sign_in.client_secret is None:
        form["client_id"] = client
        return ""
    secret = sign_in.client_secret.reveal().decode()
    if "client_secret_basic" in endpoints.authentication:
        return "Basic " + b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()
    if "client_secret_post" in endpoints.authentication:
        form |= {"client_id": client, "client_secret": secret}
        return ""
    raise WrongAnswer("the token endpoint takes no client secret")
