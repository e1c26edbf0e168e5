"""What a provider says of itself: OpenID Connect Discovery 1.0, sections 3 and 4."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sealcanvas.iam.oidc_fetch import WrongAnswer, fetch_json
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.iam.oidc_url import is_loopback

_DISCOVERY = "/.well-known/openid-configuration"


def fetch_configuration(provider: OidcProvider) -> dict[str, Any]:
    """The provider's configuration, as it stands at its URL.

    Raises:
        Unreachable, WrongCertificate, WrongAnswer: as of `iam.oidc_fetch`; also one that is of another issuer.
    """
    configuration = fetch_json(provider.url.rstrip("/") + _DISCOVERY, provider.thumbprints)
    if configuration.get("issuer") != provider.url:
        raise WrongAnswer("the configuration is of another issuer")
    return configuration


def trusted_url(configuration: Mapping[str, Any], name: str, provider: OidcProvider) -> str:
    """An address in the configuration: on any host, but never by plain http, unless the provider itself is on this
    machine by it.

    Raises:
        WrongAnswer: there is none, or none that may be trusted.
    """
    url = configuration.get(name)
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        raise WrongAnswer(f"the configuration has no {name}")
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    plain = url.startswith("http://") and provider.url.startswith("http://") and is_loopback(url)
    if not named or not (plain or url.startswith("https://")):
        raise WrongAnswer(f"the configuration has a {name} that is not to be trusted")
    return url
