"""What a task sees of the world: its payload, its AWS clients, its sealed volume, and a way to report."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sealcanvas.jobs.clients import Clients
from sealcanvas.jobs.failures import is_refusal, refusal
from sealcanvas.jobs.interruption import Interruption, JobStopped, KeyRefused
from sealcanvas.volumes.job_volume import JobVolume

__all__ = ["JobStopped", "KeyRefused", "SealedFiles", "TaskContext"]

_REPORT_SECONDS = 0.25
_T = TypeVar("_T")


class SealedFiles:
    """The job's volume as its task sees it: each use first checks whether the job is to end."""

    def __init__(self, volume: JobVolume, interruption: Interruption, role_arn: str) -> None:
        self._volume, self._interruption, self._role_arn = volume, interruption, role_arn

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, sealed, replacing one of the same name. Raises JobStopped, KeyRefused."""
        self._use(lambda: self._volume.put(name, data))

    def get(self, name: str) -> bytes:
        """A file's content. Raises FileNotFoundError, JobStopped, KeyRefused."""
        return self._use(lambda: self._volume.get(name))

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        self._volume.delete(name)

    def names(self) -> list[str]:
        """The files' names, sorted."""
        return self._volume.names()

    def _use(self, work: Callable[[], _T]) -> _T:
        self._interruption.check()
        try:
            return work()
        except Exception as error:
            if not is_refusal(error):
                raise
            # The volume's only call at a use is the Decrypt of its key.
            raise KeyRefused(refusal(error, self._volume.key_arn, "kms:Decrypt", self._role_arn)) from None


@dataclass
class TaskContext:
    """What a task is given.

    Attributes:
        payload: the spec's payload.
        arn: the job's ARN.
        role_arn: the role that the task acts as.
        region: where the job belongs.
        grant_id: the spec's grant, or None.
        threads: how many threads the task may keep busy.
        volume: the job's sealed volume.
    """

    payload: dict[str, Any]
    arn: str
    role_arn: str
    region: str
    grant_id: str | None
    threads: int
    volume: SealedFiles
    clients: Clients
    interruption: Interruption
    send: Callable[[dict[str, Any]], None]

    def __post_init__(self) -> None:
        self._sent_at = float("-inf")
        self._sent_phase: str | None = None

    def client(self, service: Literal["s3", "kms"]) -> Any:
        """A botocore client that acts as the job's role; its credentials renew themselves."""
        return self.clients.client(service)

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        """Report where the work stands; call it often, it is sent a few times a second at most.

        Args:
            phase: spelled as the service spells its secondary statuses.
            fraction: from 0 to 1.
            details: JSON; no values of the customer's data.

        Raises:
            JobStopped: the job was asked to stop.
            KeyRefused: its key was refused.
        """
        self.check()
        now = time.monotonic()
        if phase == self._sent_phase and now - self._sent_at < _REPORT_SECONDS and fraction < 1:
            return
        self._sent_at, self._sent_phase = now, phase
        self.send({"type": "progress", "phase": phase, "fraction": finite(fraction), "details": finite(details)})

    def check(self) -> None:
        """Raises JobStopped or KeyRefused if either is due."""
        self.interruption.check()


def finite(value: Any) -> Any:
    """`value` as JSON can say it: a float that is no number, or without end, becomes null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
