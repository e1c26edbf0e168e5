"""What a task sees of the world: its payload, its AWS clients, its sealed volume, and a way to report."""

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sealcanvas.jobs.failures import StorageFull, is_full, is_refusal, refusal
from sealcanvas.jobs.working.clients import Clients
from sealcanvas.jobs.working.interruption import Interruption, JobStopped, KeyRefused
from sealcanvas.volumes.job_volume import JobVolume

if TYPE_CHECKING:
    from sealcanvas.ml.executor import Executor
    from sealcanvas.ml.progress import Progress as MLProgress

__all__ = ["JobStopped", "KeyRefused", "SealedFiles", "TaskContext"]

_REPORT_SECONDS = 0.25
_T = TypeVar("_T")


class SealedFiles:
    """The job's volume as its task sees it: each use first checks whether the job is to end."""

    def __init__(self, volume: JobVolume, interruption: Interruption, role_arn: str) -> None:
        self._volume, self._interruption, self._role_arn = volume, interruption, role_arn

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, sealed, replacing one of the same name. Raises JobStopped, KeyRefused, StorageFull."""
        try:
            self._use(lambda: self._volume.put(name, data))
        except OSError as error:
            if not is_full(error):
                raise
            raise StorageFull from None

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


def _nobody_notes(uri: str) -> None:
    """For whoever runs a task without a server that could remember."""


def _nobody_helps() -> "AbstractContextManager[Executor | None]":
    """For whoever runs a task in its own process alone."""
    return nullcontext()


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
        memory_bytes: how much memory the task may hold with all that it starts, before it is ended.
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
    note_output: Callable[[str], None] = _nobody_notes
    take_back: Callable[[str], None] = _nobody_notes
    open_executor: "Callable[[], AbstractContextManager[Executor | None]]" = _nobody_helps
    memory_bytes: int = 4 << 30

    def __post_init__(self) -> None:
        self._sent_at = float("-inf")
        self._sent_mark: tuple[Any, ...] = ()
        self._noted: set[str] = set()

    def client(self, service: Literal["s3", "kms"]) -> Any:
        """A botocore client that acts as the job's role; its credentials renew themselves."""
        return self.clients.client(service)

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        """Report where the work stands; call it often, it is sent a few times a second at most.

        Args:
            phase: spelled as the service spells its secondary statuses.
            fraction: from 0 to 1.
            details: JSON; no values of the customer's data. `candidate`, `score`, `best`, `metric`,
                `direction`, `eta_seconds` and `message` are shown to people (`jobs.events`).

        Raises:
            JobStopped: the job was asked to stop.
            KeyRefused: its key was refused.
        """
        self.check()
        now, mark = time.monotonic(), (phase, details.get("candidate"), details.get("best"))
        if mark == self._sent_mark and now - self._sent_at < _REPORT_SECONDS and fraction < 1:
            return
        self._sent_at, self._sent_mark = now, mark
        self.send({"type": "progress", "phase": phase, "fraction": finite(fraction), "details": finite(details)})

    def follow(self, progress: "MLProgress", share: float = 1.0) -> None:
        """Report what `sealcanvas.ml` reports; `share` is how much of the whole job its work is.

        Raises:
            JobStopped, KeyRefused: as `progress`.
        """
        self.progress(
            progress.phase,
            share * progress.fraction,
            message=progress.message,
            candidate=progress.candidate,
            best=progress.best,
            metric=progress.metric,
            direction=progress.direction,
            score=progress.score,
            eta_seconds=progress.eta_seconds or None,  # training is over: what the job still does is not known
        )

    def executor(self) -> "AbstractContextManager[Executor | None]":
        """Whoever fits units of training for this job, until the block ends; None: this process.

        Raises:
            KeyRefused: KMS refused the role a data key for what is to cross a cluster.
            TaskFailed: the cluster cannot be used.
        """
        return self.open_executor()

    def writes(self, uri: str) -> None:
        """Say that the object at this S3 URI is about to be written, before it is.

        The server remembers: unless the job succeeds, it removes what the job wrote, whatever becomes of this worker.
        It is told once of each.

        Raises:
            JobStopped, KeyRefused: the job is to end.
        """
        self.check()
        if uri not in self._noted:
            self.note_output(uri)
            self._noted.add(uri)

    def takes_back(self, uri: str) -> None:
        """Have the server remove the object at this URI, which the task wrote for a moment only."""
        self.take_back(uri)
        self._noted.discard(uri)

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
