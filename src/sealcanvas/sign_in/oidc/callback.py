"""Coming back from an identity provider: who it vouches for, or why nobody is signed in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.console_login import HIDDEN, console_login, failed
from sealcanvas.sign_in.oidc.attempt import Attempt, take_attempt
from sealcanvas.sign_in.oidc.claims import require_own
from sealcanvas.sign_in.oidc.discovery import endpoints_of
from sealcanvas.sign_in.oidc.redeem import redeem
from sealcanvas.sign_in.oidc.refusing import asking, gone, require_provider
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider, find_sign_in
from sealcanvas.sign_in.visitor import SignInRefused, Visitor
from sealcanvas.sts.errors import IDPCommunicationError
from sealcanvas.sts.identity_token import Vouched, verified
from sealcanvas.sts.web_identity_trust import asking_as

_CODE = 4_096


def come_back(
    instance: Instance, name: str, answer: Mapping[str, str], browser: str, visitor: Visitor
) -> tuple[SignInProvider, Vouched, str]:
    """The sign-in, whom its provider vouches for, and the ID token; the attempt is over, whatever comes of it.

    Args:
        name: of the sign-in to whose address the browser came.
        answer: the provider's, out of that address.
        browser: the secret in the attempt's cookie.

    Raises:
        SignInRefused: with what to tell. The trail tells it too, but for attempts that nobody began here.
    """
    attempt = take_attempt(instance, name, answer.get("state", ""), browser)
    sign_in = find_sign_in(instance, name)
    if attempt is None:
        raise SignInRefused(
            "attempt", "This sign-in was not begun in this browser, took longer than ten minutes, or is over."
        )
    if sign_in is None or sign_in.terms.revision != attempt.revision:
        raise gone()
    with recorded(instance, sign_in, visitor):
        provider = require_provider(instance, sign_in)
        vouched, token = _redeemed(instance, sign_in, provider, attempt, answer)
    return sign_in, vouched, token


def _redeemed(
    instance: Instance, sign_in: SignInProvider, provider: OidcProvider, attempt: Attempt, answer: Mapping[str, str]
) -> tuple[Vouched, str]:
    with asking(provider):
        endpoints = endpoints_of(instance, provider)
        issuer = answer.get("iss")
        if (issuer is None and endpoints.names_issuer) or issuer not in (None, provider.url):
            raise SignInRefused("provider", "The answer is of another identity provider (iss).")
        _refuse_error(provider, answer)
        token = redeem(instance, sign_in, provider, endpoints, attempt, answer["code"])
    try:
        vouched = verified(instance, sign_in.account, token)
    except IDPCommunicationError as error:
        raise SignInRefused("unreachable", error.message) from None
    except ServiceError as error:
        raise SignInRefused("token", error.message) from None
    require_own(vouched, sign_in, attempt)
    return vouched, token


def _refuse_error(provider: OidcProvider, answer: Mapping[str, str]) -> None:
    error, code = answer.get("error"), answer.get("code", "")
    if error == "access_denied":
        raise SignInRefused("denied", f"The identity provider {provider.name} did not let you in (access_denied).")
    if error is not None or not 1 <= len(code) <= _CODE:
        raise SignInRefused("provider", f"The identity provider {provider.name} gave no code.")


@contextmanager
def recorded(
    instance: Instance, sign_in: SignInProvider, visitor: Visitor, vouched: Vouched | None = None
) -> Iterator[None]:
    """Tell the audit trail of a refusal within.

    Args:
        vouched: who was refused, once that is known.
    """
    try:
        yield
    except SignInRefused as refused:
        call = stranger(instance, sign_in, visitor)
        identity = {"type": "Unknown", "accountId": sign_in.account, "userName": HIDDEN}
        if vouched is not None:
            identity = asking_as(call, vouched.identity).event("", "").user_identity
        event = console_login(call, visitor, identity, sign_in.account)
        event.resources.append(sign_in.terms.provider_arn)
        failed(event, refused)
        instance.trail.record([event])
        raise


def stranger(instance: Instance, sign_in: SignInProvider, visitor: Visitor) -> Call:
    """A call by nobody, from where the visitor comes: what a token says makes it somebody's."""
    return Call(
        instance=instance,
        principal=ANONYMOUS,
        request_id=new_request_id(),
        region=sign_in.terms.region,
        context=visitor.context,
        user_agent=visitor.user_agent,
        source_ip=visitor.source_ip,
    )
