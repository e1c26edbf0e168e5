"""How a submission or a stop wakes the supervisor of the same server at once; the database stays the truth."""

import threading

from sealcanvas.service.instance import Instance


class Signals:
    """Wakes whoever waits for work, and remembers which jobs were asked to stop."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._stopping: set[str] = set()

    def work(self) -> None:
        """There may be a new job."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def stop(self, job_id: str) -> None:
        """The job was asked to stop."""
        with self._changed:
            self._stopping.add(job_id)

    def stopping(self, job_id: str) -> bool:
        """Whether the job may have been asked to stop; the database knows."""
        return job_id in self._stopping

    def forget(self, job_id: str) -> None:
        """The job has ended."""
        with self._changed:
            self._stopping.discard(job_id)

    def seen(self) -> int:
        """How many wake-ups there were, for `wait`."""
        return self._count

    def wait(self, seen: int, seconds: float) -> None:
        """Return when there was a wake-up after `seen`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, seconds)


def signals_of(instance: Instance) -> Signals:
    """The instance's signals, made on first use."""
    signals: Signals = instance.parts.setdefault("jobs.signals", Signals())
    return signals
