"""Keeps asking whether the job's key may still be used, and ends the job when it may not."""

import os
import threading
import time
from collections.abc import Callable

from sealcanvas.jobs.failures import is_refusal, refusal
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.working.interruption import Interruption, KeyRefused
from sealcanvas.volumes.held_key import HeldKey

_SHORTEST = 1.0
# Renew a little early, so that whoever takes a right away sees the job end within one period.
_EARLY = 0.8
# How long a task may take to come to its next step once its key is refused.
_GRACE = 0.5


class Renewal(threading.Thread):
    """Decrypts a data key every cache period (each second with the cache off).

    A refusal interrupts the task; one that does not come to its next step within half a second is ended with its
    process: what it holds in memory goes too. A server out of reach is forgiven for one period more.

    Args:
        role_arn: for the message.
        report: sends a failure to the supervisor.
    """

    def __init__(
        self,
        key: HeldKey,
        interruption: Interruption,
        role_arn: str,
        report: Callable[[Failure], None],
    ) -> None:
        super().__init__(name="key-renewal", daemon=True)
        self._key, self._interruption, self._role_arn, self._report = key, interruption, role_arn, report
        self._renewed = time.monotonic()
        self._over = threading.Event()

    def finish(self) -> None:
        """The task is over."""
        self._over.set()

    def run(self) -> None:
        """The thread's own loop."""
        while True:
            period = max(0.0 if self._key.bound.off else self._key.bound.seconds, _SHORTEST)
            due = self._renewed + _EARLY * period
            # Woken each second, since the period may be shortened meanwhile.
            if self._over.wait(min(max(0.0, due - time.monotonic()), _SHORTEST)):
                return
            if time.monotonic() >= due and not self._renew(period):
                return

    def _renew(self, period: float) -> bool:
        asked = time.monotonic()
        try:
            self._key.renew()
        except Exception as error:
            if not is_refusal(error) and asked - self._renewed < 2 * period:
                self._over.wait(_SHORTEST / 4)
                return True
            self._refuse(refusal(error, self._key.key_arn, "kms:Decrypt", self._role_arn))
            return False
        self._renewed = asked
        return True

    def _refuse(self, failure: Failure) -> None:
        self._interruption.set(KeyRefused(failure))
        if self._over.wait(_GRACE):
            return
        self._report(failure)
        os._exit(1)
