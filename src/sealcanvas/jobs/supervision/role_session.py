"""A worker's session of its role, kept fresh; and the bound on keys that it keeps to, as it is now."""

import time
from collections.abc import Callable
from typing import Any

from sealcanvas.jobs.channel import Message
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.supervision.minting import SESSION_SECONDS, mint, mint_for_helpers
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.service.instance import Instance
from sealcanvas.sts.credentials import Credentials

_POLICY_SECONDS = 1.0  # between looks at for how long a key may be kept
_CLOCK_JUMP = 60.0  # seconds


class RoleSession:
    """One worker's; every method but `check` and `cache` may raise CannotAssumeRole.

    Args:
        spec: for whom sessions are minted.
        send: to the worker.
        longest: seconds between two renewals, at most.
        helpers: whether helpers elsewhere need a session too.
    """

    def __init__(
        self, instance: Instance, spec: JobSpec, send: Callable[[Message], None], longest: float, *, helpers: bool
    ) -> None:
        self._instance, self._spec, self._send, self._longest = instance, spec, send, longest
        self._helpers = helpers
        self._policy = get_cache_policy(instance)
        self._renew_at = self._policy_looked_at = time.monotonic()
        self._give(self._renew_at)

    @property
    def cache(self) -> dict[str, Any]:
        """For how long a data key may be kept, as a worker takes it."""
        return _bound(self._policy)

    def begin(self) -> dict[str, str]:
        """The session that the worker starts with."""
        now = time.monotonic()
        credentials = self._mint(now)
        self._give(now)
        return credentials

    def for_helpers(self) -> dict[str, str]:
        """A session for helpers on other machines."""
        return _credentials(mint_for_helpers(self._instance, self._spec))

    def check(self) -> None:
        """Raise CannotAssumeRole if the role would not be given any more."""
        self._mint(time.monotonic())

    def follow(self, now: float) -> bool:
        """Do what is due: tell the worker of another bound, mint anew; whether it was minted anew."""
        self._follow_policy(now)
        if now < self._renew_at and not self._clock_jumped(now):
            return False
        self._renew(now)
        return True

    def _renew(self, now: float) -> None:
        """Mint anew, which fails once the role is gone; give the worker the session when its own is half spent."""
        spent, jumped = now - self._given, self._clock_jumped(now)
        credentials = self._mint(now)
        if spent > SESSION_SECONDS / 2 or jumped:
            session = self.for_helpers() if self._helpers else None
            self._send({"type": "credentials", **credentials, "session": session})
            self._give(now)

    def _follow_policy(self, now: float) -> None:
        """Tell the worker of another cache bound within a second, however long the one before was."""
        if now - self._policy_looked_at < _POLICY_SECONDS:
            return
        self._policy_looked_at = now
        policy = get_cache_policy(self._instance)
        if policy != self._policy:
            self._policy = policy
            self._send({"type": "cache", **_bound(policy)})
            self._renew_at = min(self._renew_at, now + self._period())

    def _period(self) -> float:
        """Seconds between two renewals: a little early, so that a right taken away tells within one period."""
        return 0.8 * min(max(self._policy.seconds, 1.0), self._longest)

    def _give(self, now: float) -> None:
        """The worker has a session of now: by the monotonic clock, and by the one that its expiry is told by."""
        self._given, self._given_at = now, self._instance.clock()

    def _clock_jumped(self, now: float) -> bool:
        """Whether the clock was set since the worker got its session, so that it may seem to be over."""
        passed = (self._instance.clock() - self._given_at).total_seconds()
        return abs(passed - (now - self._given)) > _CLOCK_JUMP

    def _mint(self, now: float) -> dict[str, str]:
        self._renew_at = now + self._period()
        return _credentials(mint(self._instance, self._spec))


def _credentials(credentials: Credentials) -> dict[str, str]:
    return {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret.reveal().decode(),
        "session_token": credentials.session_token,
    }


def _bound(policy: DataKeyCachePolicy) -> dict[str, Any]:
    return {"seconds": policy.seconds, "uses": policy.uses}
