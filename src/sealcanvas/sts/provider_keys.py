"""The keys of identity providers: fetched from the provider, kept in memory for minutes, asked for again with care.

Nothing here holds the database: whoever waits for a provider's server keeps nobody else from working.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sealcanvas.crypto.jwk import JsonWebKey
from sealcanvas.crypto.jws import SignedToken
from sealcanvas.iam.oidc_fetch import SECONDS, Unreachable, WrongAnswer, WrongCertificate, fetch_json
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.sts.provider_configuration import fetch_configuration, trusted_url

KEPT_SECONDS = 300.0
RETRY_SECONDS = 5.0
"""An unknown key name, or a provider that failed, makes us ask it once in so many seconds, and not more."""

_PROVIDERS = 1_000
_KEYS_OF_A_TYPE = 100  # as AWS: 100 RSA and 100 EC keys


class NoKey(Exception):
    """The provider has no key that may have signed the token, or its answer is none."""


@dataclass(slots=True)
class _Entry:
    lock: Lock = field(default_factory=Lock)
    keys: list[JsonWebKey] = field(default_factory=list)
    fetched_at: float | None = None
    tried_at: float | None = None
    failure: Exception | None = None


class ProviderKeys:
    """The key sets of one server process.

    Args:
        clock: seconds that only go forward; tests move them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict[tuple[str, ...], _Entry] = OrderedDict()

    def keys_for(self, provider: OidcProvider, token: SignedToken) -> Sequence[JsonWebKey]:
        """The provider's keys that may have signed `token`, at least one.

        Raises:
            NoKey: there is none.
            Unreachable, WrongCertificate: as of `iam.oidc_fetch`.
        """
        entry = self._entry(provider)
        # Several requests for a provider wait for one answer: no longer than it may take, and not for one that failed.
        if not entry.lock.acquire(timeout=0 if entry.failure else SECONDS + 1):
            raise Unreachable("other requests wait for the provider already")
        try:
            found = token.candidates(self._fresh(entry))
            if not found and self._may_ask(entry):
                self._ask(entry, provider)
                found = token.candidates(entry.keys)
            if found:
                return found
            raise self._why(entry)
        finally:
            entry.lock.release()

    def _entry(self, provider: OidcProvider) -> _Entry:
        # A provider registered anew, or with other thumbprints, is another one: nothing is remembered for it.
        name = provider.arn, provider.url, provider.created_at.isoformat(), *provider.thumbprints
        with self._lock:
            entry = self._entries.setdefault(name, _Entry())
            self._entries.move_to_end(name)
            if len(self._entries) > _PROVIDERS:
                self._entries.popitem(last=False)
            return entry

    def _fresh(self, entry: _Entry) -> list[JsonWebKey]:
        if entry.fetched_at is None or self._clock() - entry.fetched_at >= KEPT_SECONDS:
            entry.keys, entry.fetched_at = [], None
        return entry.keys

    def _may_ask(self, entry: _Entry) -> bool:
        return entry.tried_at is None or self._clock() - entry.tried_at >= RETRY_SECONDS

    def _ask(self, entry: _Entry, provider: OidcProvider) -> None:
        try:
            entry.keys = _fetched(provider)
            entry.fetched_at, entry.failure = self._clock(), None
        except (Unreachable, WrongCertificate, WrongAnswer) as failure:
            entry.failure = failure
        finally:
            entry.tried_at = self._clock()

    def _why(self, entry: _Entry) -> Exception:
        if isinstance(entry.failure, WrongCertificate):
            return WrongCertificate(str(entry.failure))
        if isinstance(entry.failure, Unreachable):
            return Unreachable(str(entry.failure))
        return NoKey(str(entry.failure or "no key of the provider fits the token"))


def _fetched(provider: OidcProvider) -> list[JsonWebKey]:
    """The provider's key set (OpenID Connect Discovery 1.0, sections 3 and 4)."""
    deadline = time.monotonic() + SECONDS
    url = trusted_url(fetch_configuration(provider), "jwks_uri", provider)
    members = fetch_json(url, provider.thumbprints, seconds=max(deadline - time.monotonic(), 0.0)).get("keys")
    if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
        raise WrongAnswer("not a key set")
    if any(sum(member.get("kty") == kind for member in members) > _KEYS_OF_A_TYPE for kind in ("RSA", "EC")):
        raise WrongAnswer("more keys than AWS accepts")
    return [key for member in members if (key := JsonWebKey.parse(member)) is not None]
