"""What may end a task from outside: a stop, or a key that is refused."""

import threading

from sealcanvas.jobs.job import Failure


class JobStopped(Exception):
    """The job was asked to stop; let it pass through the task."""


class KeyRefused(Exception):
    """The job's key was refused, at a use or at a renewal; let it pass through the task.

    Args:
        failure: names the key, the action and the role.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Interruption:
    """Set by the threads that watch, seen by the task at its next step; the first to come stays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason: JobStopped | KeyRefused | None = None

    def set(self, reason: JobStopped | KeyRefused) -> None:
        """The task is to end for `reason`."""
        with self._lock:
            self._reason = self._reason or reason

    def check(self) -> None:
        """Raises JobStopped or KeyRefused if either is due."""
        if isinstance(self._reason, KeyRefused):
            raise KeyRefused(self._reason.failure)
        if self._reason is not None:
            raise JobStopped
