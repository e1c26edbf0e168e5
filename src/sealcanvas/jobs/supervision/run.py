"""One run of one job on one worker: start it, keep its lease, role and key alive, and see that it ends."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sealcanvas.jobs import events, hooks, queue
from sealcanvas.jobs.channel import ChannelClosed, Message
from sealcanvas.jobs.executors.cluster import Cluster
from sealcanvas.jobs.failures import failure_from
from sealcanvas.jobs.faults import ToldFaults
from sealcanvas.jobs.job import Failure, Job, JobState, Progress
from sealcanvas.jobs.supervision import lease, outputs, told
from sealcanvas.jobs.supervision.memory import kernel_kills
from sealcanvas.jobs.supervision.minting import SESSION_GONE
from sealcanvas.jobs.supervision.outcome import Failed, Lost, Outcome, Stopped, Succeeded
from sealcanvas.jobs.supervision.role_session import RoleSession
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.signals import signals_of
from sealcanvas.jobs.supervision.worker_process import WorkerProcess
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole

_log = logging.getLogger("sealcanvas.jobs")
_TICK = 0.2
_PROGRESS_SECONDS = 1.0
_NEWS_SECONDS = 0.2  # between any two reports that are told, but for those that would otherwise never be
_MOST_AT_ONCE = 300  # of these
_STOP_SECONDS = 1.0  # between looks at whether another serving process was asked to stop the job
_SCRATCH_SECONDS = 1.0
_MOST_OUTPUTS = 100_000
_CRASHES = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS)


class Run:
    """One attempt at a job.

    Args:
        worker: ready, and used up when this returns.
        endpoint: path of the server's Unix socket.
        volume_id: of the job's volume, whose empty `folder` exists.
        abort: set when the supervisor will not wait any longer.
        cluster: where the job's units are worked on; None is this machine.

    Attributes:
        begun: whether the worker came to the task's first line.
    """

    def __init__(
        self,
        instance: Instance,
        job: Job,
        worker: WorkerProcess,
        *,
        endpoint: str,
        volume_id: str,
        folder: Path,
        threads: int,
        memory_bytes: int,
        scratch_bytes: int,
        bounds: Bounds,
        abort: threading.Event,
        cluster: Cluster | None = None,
    ) -> None:
        self._cluster = cluster
        self._instance, self._job, self._worker = instance, job, worker
        self._endpoint, self._volume_id, self._folder, self._threads = endpoint, volume_id, folder, threads
        self._memory_bytes, self._scratch_bytes = memory_bytes, scratch_bytes
        self._bounds, self._abort = bounds, abort
        self._on_begin: Callable[[], None] = lambda: None
        self.begun = False
        self._session = RoleSession(
            instance, job.spec, worker.channel.send, bounds.renewal_seconds, helpers=cluster is not None
        )
        self._started = self._heard = time.monotonic()
        self._kill_at: float | None = None
        self._progress: Progress | None = None
        self._told_at = 0.0
        self._told: Progress | None = None
        self._marks: set[tuple[str, Any]] = set()  # phases and candidates that were told
        self._stop_looked_at = self._scratch_looked_at = self._started
        self._most_memory = 0
        self._noted: set[str] = set()
        self._faults = ToldFaults()
        self._kernel_kills = kernel_kills()

    def carry_out(self, on_begin: Callable[[], None]) -> Outcome:
        """Run the job to its end; `on_begin` is called once the worker has come to the task."""
        self._on_begin = on_begin
        try:
            self._start()
            while True:
                message = self._worker.channel.receive(_TICK)
                outcome = self._handle(message) if message is not None else None
                outcome = outcome or self._look_after()
                if outcome is not None:
                    self._tell_rest()
                    return outcome
        except ChannelClosed:
            return self._bereaved()
        except CannotAssumeRole as error:
            return Failed(Failure("AccessDeniedException", str(error), "AssumeRole", service="sts"))

    def _start(self) -> None:
        job = self._job
        credentials = self._session.begin()
        with self._instance.database.transaction():
            hooks.tell_progressed(self._instance, job)
        spec = job.spec
        self._worker.channel.send(
            {
                "type": "start",
                "task": spec.task,
                "payload": spec.payload,
                "arn": spec.arn,
                "role_arn": spec.role_arn,
                "region": spec.region,
                "grant_id": spec.grant_id,
                "endpoint": self._endpoint,
                "credentials": credentials,
                "volume_id": self._volume_id,
                "volume_key": spec.volume_key or f"alias/aws/{spec.service}",
                # What Forecast asks of KMS for stored series; SageMaker's volumes need two actions alone (KEYS.md).
                "plaintext_at_once": spec.service != "forecast",
                "folder": str(self._folder),
                "cache": self._session.cache,
                "threads": self._threads,
                "memory_bytes": self._memory_bytes,
                "executor": self._executor(),
            }
        )

    def _executor(self) -> dict[str, Any]:
        if self._cluster is None:
            return {"kind": "local", "memory_bytes": self._memory_bytes}
        return self._cluster.message(self._session.for_helpers())

    def _handle(self, message: Message) -> Outcome | None:
        self._heard = time.monotonic()
        match message.get("type"):
            case "volume":
                told.keep_volume_key(self._instance, self._volume_id, self._job.arn, message)
                self._worker.channel.send({"type": "kept"})
            case "begun" if not self.begun:
                self.begun = True
                self._on_begin()
            case "output":
                return self._note_output(message)
            case "take back":
                self._take_back(message)
            case "progress":
                self._take_report(told.progress(message, self._progress or self._told))
            case "done":
                result = message.get("result")
                return Succeeded(result if isinstance(result, dict) else {})
            case "failed":
                failure = failure_from(message.get("failure"))
                if failure.code in SESSION_GONE:
                    self._session.check()
                return Failed(failure)
            case "stopped":
                return Stopped()
            case "fault":  # for the log alone: a type and a place in our code, no values
                if what := self._faults.check(message.get("what")):
                    _log.error("job %s: %s", self._job.job_id, what)
        return None

    def _look_after(self) -> Outcome | None:
        now = time.monotonic()
        if self._abort.is_set():
            return Lost("Interrupted", "The server was stopped while the job ran", counted=False)
        if self._kill_at is not None and now >= self._kill_at:
            return Stopped()
        if now - self._heard > self._bounds.heartbeat_seconds:
            return Lost("WorkerLost", f"The worker did not answer for {self._bounds.heartbeat_seconds:g} seconds")
        failure = self._out_of_bounds(now)
        if failure is not None:
            return Failed(failure)
        self._report(now)
        renewed = self._session.follow(now)
        state = lease.renew(self._instance, self._job.job_id) if renewed else None
        if self._kill_at is None and (state is JobState.STOPPING or self._asked_to_stop(now)):
            self._worker.channel.send({"type": "stop"})
            self._kill_at = now + self._bounds.stop_seconds
        return None

    def _out_of_bounds(self, now: float) -> Failure | None:
        """Which of the job's bounds it has overstepped."""
        memory = self._worker.memory()
        self._most_memory = max(self._most_memory, memory)
        if memory > self._memory_bytes:
            return self._too_much_memory()
        if now - self._scratch_looked_at > _SCRATCH_SECONDS:
            self._scratch_looked_at = now
            if self._worker.scratch_used() > self._scratch_bytes:
                limit = self._scratch_bytes >> 20
                message = f"The job filled its memory scratch: it needs more than {limit} MiB for temporary files."
                return Failure("ScratchFull", message)
        longest = self._job.spec.max_runtime_seconds
        if longest is not None and now - self._started > longest:
            return Failure("MaxRuntimeExceeded", f"The job ran longer than its limit of {longest:g} seconds.")
        return None

    def _too_much_memory(self) -> Failure:
        limit = self._memory_bytes >> 20
        return Failure("MemoryLimitExceeded", f"The job needs more memory than its limit of {limit} MiB.")

    def _asked_to_stop(self, now: float) -> bool:
        if not signals_of(self._instance).stopping(self._job.job_id) and now - self._stop_looked_at < _STOP_SECONDS:
            return False
        self._stop_looked_at = now
        with self._instance.database.read() as connection:
            return queue.get(connection, self._job.job_id).state is JobState.STOPPING

    def _take_report(self, new: Progress) -> None:
        """Keep the newest report; news that it would displace before they were told are told first."""
        pending = self._progress
        if (
            pending is not None
            and _mark(pending) != _mark(new)
            and _mark(pending) not in self._marks
            and len(self._marks) < _MOST_AT_ONCE
        ):
            self._tell(pending, time.monotonic())
        self._progress = new

    def _report(self, now: float) -> None:
        """Record the newest report: a new phase or candidate soon, how far the work is each second."""
        new, old = self._progress, self._told
        if new is None:
            return
        if old is not None:
            same = new.phase == old.phase and all(
                new.details.get(name) == old.details.get(name) for name in ("candidate", "best")
            )
            if now - self._told_at < (_PROGRESS_SECONDS if same else _NEWS_SECONDS):
                return
        self._tell(new, now)

    def _tell(self, new: Progress, now: float) -> None:
        self._progress, self._told, self._told_at = None, new, now
        self._marks.add(_mark(new))
        with self._instance.database.transaction() as connection:
            job = queue.get(connection, self._job.job_id)
            queue.change(connection, job.job_id, progress=asdict(new))
            events.append(connection, job.job_id, self._instance.clock(), events.reported(job.state, job.attempt, new))
            hooks.tell_progressed(self._instance, queue.get(connection, job.job_id))

    def _tell_rest(self) -> None:
        """Record the last report, however soon it came after the one before."""
        self._told = None
        self._report(time.monotonic())

    def _note_output(self, message: Message) -> Outcome | None:
        uri = told.word(message.get("uri"), 4096)
        if uri not in self._noted:
            if len(self._noted) >= _MOST_OUTPUTS:
                return Failed(Failure("ClientError", f"The job writes more than {_MOST_OUTPUTS:,} objects to S3."))
            try:
                outputs.note(self._instance, self._job.job_id, uri)
            except ValueError:
                raise ChannelClosed from None
            self._noted.add(uri)
        self._worker.channel.send({"type": "noted"})
        return None

    def _take_back(self, message: Message) -> None:
        uri = told.word(message.get("uri"), 4096)
        if uri in self._noted:
            outputs.take_back_one(self._instance, self._job.job_id, self._job.spec, uri)
            self._noted.remove(uri)

    def _bereaved(self) -> Outcome:
        if self._kill_at is not None:
            return Stopped()
        code = self._worker.exit_code()
        if code == -signal.SIGKILL and kernel_kills() > self._kernel_kills:
            held = f"{self._most_memory >> 20} MiB" if self._most_memory else "too much"
            message = f"The kernel ended the job for want of memory: its worker held {held}."
            return Failed(Failure("MemoryLimitExceeded", message))
        if code in _CRASHES and self._most_memory > 0.8 * self._memory_bytes:  # a library that got no memory
            return Failed(self._too_much_memory())
        return Lost("WorkerLost", f"The worker process {self._worker.how_it_ended()}")


def _mark(report: Progress) -> tuple[str, Any]:
    """What makes a report news: its phase and its candidate."""
    return report.phase, report.details.get("candidate")
