"""One run of one job on one worker: start it, keep its lease, role and key alive, and see that it ends."""

import base64
import binascii
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sealcanvas.jobs import hooks, lease, queue
from sealcanvas.jobs.channel import ChannelClosed, Message
from sealcanvas.jobs.job import Failure, Job, JobState, Progress
from sealcanvas.jobs.minting import SESSION_SECONDS, mint
from sealcanvas.jobs.outcome import Failed, Lost, Outcome, Stopped, Succeeded
from sealcanvas.jobs.settings import Bounds
from sealcanvas.jobs.signals import signals_of
from sealcanvas.jobs.worker_process import WorkerProcess
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.credentials import Credentials
from sealcanvas.volumes.job_folder import keep_job_key

_log = logging.getLogger("sealcanvas.jobs")
_TICK = 0.2
_PROGRESS_SECONDS = 1.0
_LONGEST_RENEWAL = 15.0
_WORD = 256


class Run:
    """One attempt at a job.

    Args:
        worker: ready, and used up when this returns.
        endpoint: path of the server's Unix socket.
        volume_id: of the job's volume, whose empty `folder` exists.
        abort: set when the supervisor will not wait any longer.
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
        bounds: Bounds,
        abort: threading.Event,
    ) -> None:
        self._instance, self._job, self._worker = instance, job, worker
        self._endpoint, self._volume_id, self._folder, self._threads = endpoint, volume_id, folder, threads
        self._memory_bytes, self._bounds, self._abort = memory_bytes, bounds, abort
        self._policy = get_cache_policy(instance)
        self._started = self._heard = time.monotonic()
        self._minted = 0.0
        self._renew_at = self._started
        self._kill_at: float | None = None
        self._progress: Progress | None = None
        self._told_at = 0.0
        self._told_phase = ""

    def carry_out(self, on_start: Callable[[], None]) -> Outcome:
        """Run the job to its end; `on_start` is called once the worker has it."""
        try:
            self._start()
            on_start()
            while True:
                message = self._worker.channel.receive(_TICK)
                outcome = self._handle(message) if message is not None else None
                outcome = outcome or self._look_after()
                if outcome is not None:
                    return outcome
        except ChannelClosed:
            return self._bereaved()
        except CannotAssumeRole as error:
            return Failed(Failure("AccessDeniedException", str(error), "AssumeRole", service="sts"))

    def _start(self) -> None:
        job = self._job
        credentials = self._mint()
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
                "cache": _bound(self._policy),
                "threads": self._threads,
            }
        )

    def _handle(self, message: Message) -> Outcome | None:
        self._heard = time.monotonic()
        match message.get("type"):
            case "volume":
                self._keep_volume_key(message)
            case "progress":
                self._progress = _progress(message)
            case "done":
                result = message.get("result")
                return Succeeded(result if isinstance(result, dict) else {})
            case "failed":
                return Failed(_failure(message.get("failure")))
            case "stopped":
                return Stopped()
            case "fault":  # for the log alone: a type and a place in our code, no values
                _log.error("job %s: %s", self._job.job_id, _word(message.get("what")))
        return None

    def _look_after(self) -> Outcome | None:
        now = time.monotonic()
        if self._abort.is_set():
            return Lost("Interrupted", "The server was stopped while the job ran")
        if self._kill_at is not None and now >= self._kill_at:
            return Stopped()
        if now - self._heard > self._bounds.heartbeat_seconds:
            return Lost("WorkerLost", f"The worker did not answer for {self._bounds.heartbeat_seconds:g} seconds")
        if self._worker.memory() > self._memory_bytes:
            limit = self._memory_bytes >> 20
            return Failed(Failure("MemoryLimitExceeded", f"The job needs more memory than its limit of {limit} MiB."))
        longest = self._job.spec.max_runtime_seconds
        if longest is not None and now - self._started > longest:
            message = f"The job ran longer than its limit of {longest:g} seconds."
            return Failed(Failure("MaxRuntimeExceeded", message))
        self._report(now)
        state = self._renew(now) if now >= self._renew_at else None
        if self._kill_at is None and (state is JobState.STOPPING or self._asked_to_stop()):
            self._worker.channel.send({"type": "stop"})
            self._kill_at = now + self._bounds.stop_seconds
        return None

    def _renew(self, now: float) -> JobState:
        """Mint anew, which fails once the role is gone; give the worker the session when its own is half spent."""
        self._policy, old = get_cache_policy(self._instance), self._policy
        if self._policy != old:
            self._worker.channel.send({"type": "cache", **_bound(self._policy)})
        spent = now - self._minted
        credentials = self._mint(now)
        if spent > SESSION_SECONDS / 2:
            self._worker.channel.send({"type": "credentials", **credentials})
        else:
            self._minted = now - spent
        return lease.renew(self._instance, self._job.job_id)

    def _mint(self, now: float | None = None) -> dict[str, str]:
        self._minted = time.monotonic() if now is None else now
        # A little early, so that whoever takes a right away sees the job end within one period.
        self._renew_at = self._minted + 0.8 * min(max(self._policy.seconds, 1.0), _LONGEST_RENEWAL)
        return _credentials(mint(self._instance, self._job.spec))

    def _asked_to_stop(self) -> bool:
        if not signals_of(self._instance).stopping(self._job.job_id):
            return False
        with self._instance.database.read() as connection:
            return queue.get(connection, self._job.job_id).state is JobState.STOPPING

    def _report(self, now: float) -> None:
        progress = self._progress
        if progress is None or (progress.phase == self._told_phase and now - self._told_at < _PROGRESS_SECONDS):
            return
        self._progress, self._told_at, self._told_phase = None, now, progress.phase
        with self._instance.database.transaction() as connection:
            queue.change(connection, self._job.job_id, progress=asdict(progress))
            hooks.tell_progressed(self._instance, queue.get(connection, self._job.job_id))

    def _keep_volume_key(self, message: Message) -> None:
        try:
            wrapped = base64.b64decode(str(message.get("wrapped_key")), validate=True)
        except binascii.Error:
            raise ChannelClosed from None
        keep_job_key(self._instance, self._volume_id, self._job.arn, _word(message.get("key_arn"), 2048), wrapped)
        self._worker.channel.send({"type": "kept"})

    def _bereaved(self) -> Outcome:
        if self._kill_at is not None:
            return Stopped()
        return Lost("WorkerLost", f"The worker process {self._worker.how_it_ended()}")


def _credentials(credentials: Credentials) -> dict[str, str]:
    return {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret.reveal().decode(),
        "session_token": credentials.session_token,
    }


def _bound(policy: DataKeyCachePolicy) -> dict[str, Any]:
    return {"seconds": policy.seconds, "uses": policy.uses}


# A worker runs libraries over a stranger's data: what it sends is checked like any other input.
def _word(value: object, longest: int = _WORD) -> str:
    return value[:longest] if isinstance(value, str) else ""


def _failure(value: object) -> Failure:
    fields = value if isinstance(value, dict) else {}
    return Failure(
        code=_word(fields.get("code")) or "InternalFailure",
        message=_word(fields.get("message"), 8192),
        operation=_word(fields.get("operation")),
        request_id=_word(fields.get("request_id")),
        service=_word(fields.get("service")),
    )


def _progress(message: Message) -> Progress:
    fraction, details = message.get("fraction"), message.get("details")
    known = isinstance(fraction, int | float) and math.isfinite(fraction)
    return Progress(
        phase=_word(message.get("phase")),
        fraction=min(1.0, max(0.0, float(fraction))) if known and fraction is not None else 0.0,
        details=details if isinstance(details, dict) else {},
    )
