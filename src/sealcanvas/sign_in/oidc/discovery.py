"""Where an identity provider lets people sign in and redeems codes, as it says itself; remembered for minutes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sealcanvas.iam.oidc_fetch import SECONDS, Unreachable, WrongAnswer, WrongCertificate
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.service.instance import Instance
from sealcanvas.sts.provider_configuration import fetch_configuration, trusted_url
from sealcanvas.sts.provider_keys import KEPT_SECONDS, RETRY_SECONDS

_PROVIDERS = 1_000
_BASIC = "client_secret_basic"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What of a provider's configuration a sign-in needs.

    Attributes:
        authentication: how clients may authenticate at the token endpoint.
        names_issuer: whether every authorization response has `iss` (RFC 9207).
    """

    authorization: str
    token: str
    authentication: tuple[str, ...] = (_BASIC,)
    names_issuer: bool = False


@dataclass(slots=True)
class _Entry:
    lock: Lock = field(default_factory=Lock)
    found: Endpoints | None = None
    asked_at: float = 0.0
    failure: Unreachable | WrongCertificate | WrongAnswer | None = None


class Discovery:
    """The configurations that one server process remembers.

    Args:
        clock: seconds that only go forward; tests move them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict[tuple[str, ...], _Entry] = OrderedDict()

    def of(self, provider: OidcProvider) -> Endpoints:
        """The provider's endpoints.

        Raises:
            Unreachable, WrongCertificate, WrongAnswer: as of `iam.oidc_fetch`; a failure is remembered for a while.
        """
        entry = self._entry(provider)
        if not entry.lock.acquire(timeout=0 if entry.failure else SECONDS + 1):
            raise Unreachable("others wait for the provider already")
        try:
            age = self._clock() - entry.asked_at
            if entry.found is not None and age < KEPT_SECONDS:
                return entry.found
            if entry.failure is not None and age < RETRY_SECONDS:
                raise type(entry.failure)(str(entry.failure))
            return self._ask(entry, provider)
        finally:
            entry.lock.release()

    def _ask(self, entry: _Entry, provider: OidcProvider) -> Endpoints:
        entry.found = entry.failure = None
        try:
            entry.found = _endpoints(provider)
            return entry.found
        except (Unreachable, WrongCertificate, WrongAnswer) as failure:
            entry.failure = type(failure)(str(failure))  # kept without what its frames hold
            raise
        finally:
            entry.asked_at = self._clock()

    def _entry(self, provider: OidcProvider) -> _Entry:
        name = provider.arn, provider.url, provider.created_at.isoformat(), *provider.thumbprints
        with self._lock:
            entry = self._entries.setdefault(name, _Entry())
            self._entries.move_to_end(name)
            if len(self._entries) > _PROVIDERS:
                self._entries.popitem(last=False)
            return entry


def endpoints_of(instance: Instance, provider: OidcProvider) -> Endpoints:
    """As `Discovery.of`, by what this process remembers."""
    discovery: Discovery = instance.parts.setdefault("sign_in.discovery", Discovery())
    return discovery.of(provider)


def _endpoints(provider: OidcProvider) -> Endpoints:
    found = fetch_configuration(provider)
    methods = found.get("token_endpoint_auth_methods_supported", [_BASIC])
    if not isinstance(methods, list):
        raise WrongAnswer("the configuration is malformed")
    return Endpoints(
        trusted_url(found, "authorization_endpoint", provider),
        trusted_url(found, "token_endpoint", provider),
        tuple(each for each in methods if isinstance(each, str)),
        found.get("authorization_response_iss_parameter_supported") is True,
    )
