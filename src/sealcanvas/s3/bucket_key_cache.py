"""Bucket keys that this process holds unwrapped, each within the bound that an admin set for data keys."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.cache import DataKeyCachePolicy

_MAXIMUM = 4096
Name = tuple[str, ...]


@dataclass(slots=True)
class _Held:
    secret: Secret
    wrapped: bytes
    since: datetime
    policy: DataKeyCachePolicy
    uses: int = 1


@dataclass(slots=True)
class BucketKeyCache:
    """Unwrapped bucket keys by name; what is over its time or its uses is gone."""

    held: dict[Name, _Held] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: Name, now: datetime) -> tuple[Secret, bytes] | None:
        """One use of a cached bucket key and its wrapped form, or None."""
        with self.lock:
            found = self.held.get(name)
            if found is None:
                return None
            age = now - found.since
            # A clock set back must not lengthen a secret's life.
            if not timedelta(0) <= age < timedelta(seconds=found.policy.seconds) or found.uses >= found.policy.uses:
                del self.held[name]
                return None
            found.uses += 1
            return found.secret, found.wrapped

    def keep(self, name: Name, secret: Secret, wrapped: bytes, policy: DataKeyCachePolicy, now: datetime) -> None:
        """Hold a bucket key that was just unwrapped, and used once."""
        if not policy.enabled:
            return
        with self.lock:
            if len(self.held) >= _MAXIMUM:
                self.held.clear()
            self.held[name] = _Held(secret, wrapped, now, policy)
