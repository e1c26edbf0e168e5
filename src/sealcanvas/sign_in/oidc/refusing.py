"""What keeps a sign-in by an identity provider from going on, in words for whoever signs in."""

from collections.abc import Iterator
from contextlib import contextmanager

from sealcanvas.iam.oidc_fetch import Unreachable, WrongAnswer, WrongCertificate
from sealcanvas.iam.oidc_providers import OidcProvider, account_and_name, provider_named
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider, is_open
from sealcanvas.sign_in.visitor import SignInRefused


def gone() -> SignInRefused:
    """The sign-in, its provider, or its client is not there any more."""
    return SignInRefused("gone", "There is no such sign-in any more. Ask whoever administers this server.")


def require_provider(instance: Instance, sign_in: SignInProvider) -> OidcProvider:
    """The identity provider of a sign-in whose account is open, which lists its client.

    Raises:
        SignInRefused: not any more.
    """
    parts = account_and_name(sign_in.terms.provider_arn)
    provider = provider_named(instance, *parts) if parts else None
    if not is_open(instance, sign_in) or provider is None or sign_in.terms.client_id not in provider.client_ids:
        raise gone()
    return provider


@contextmanager
def asking(provider: OidcProvider) -> Iterator[None]:
    """Word what goes wrong while the provider's server is asked.

    Raises:
        SignInRefused: it cannot be reached, or answers with something else.
    """
    try:
        yield
    except Unreachable:
        raise SignInRefused("unreachable", f"The identity provider {provider.name} cannot be reached.") from None
    except WrongCertificate:
        text = f"The certificate of the identity provider {provider.name} is not to be trusted."
        raise SignInRefused("unreachable", text) from None
    except WrongAnswer as error:
        why = f" ({error.error})" if error.error else ""
        text = f"The identity provider {provider.name} answered with something else than was asked for{why}."
        raise SignInRefused("provider", text) from None
