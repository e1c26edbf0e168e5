"""One life of a hosting worker: start it, keep its session and its key alive, and see that it ends."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sealcanvas.jobs.channel import ChannelClosed, Message
from sealcanvas.jobs.failures import failure_from
from sealcanvas.jobs.faults import ToldFaults
from sealcanvas.jobs.job import Failure, JobSpec
from sealcanvas.jobs.serving.host import Access, HostSpec
from sealcanvas.jobs.supervision import told
from sealcanvas.jobs.supervision.minting import SESSION_GONE
from sealcanvas.jobs.supervision.outcome import Failed, Lost, Outcome, Stopped
from sealcanvas.jobs.supervision.role_session import RoleSession
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.worker_process import WorkerProcess
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole

_log = logging.getLogger("sealcanvas.jobs")
_TICK = 0.2
IN_SERVICE = "InService"
"""The phase that a worker reports once its model is loaded and its socket listens."""


class ServiceRun:
    """One attempt at hosting a model.

    Args:
        worker: ready, and used up when this returns.
        endpoint: path of the server's Unix socket, which the worker speaks to.
        socket: where the worker is to listen; nothing is there yet.
        volume_id: of its volume, whose empty `folder` exists.
        leave: set when it is to end.
    """

    def __init__(
        self,
        instance: Instance,
        spec: HostSpec,
        worker: WorkerProcess,
        *,
        endpoint: str,
        socket: Path,
        volume_id: str,
        folder: Path,
        threads: int,
        memory_bytes: int,
        bounds: Bounds,
        leave: threading.Event,
    ) -> None:
        self._instance, self._spec, self._worker = instance, spec, worker
        self._endpoint, self._volume_id, self._folder = endpoint, volume_id, folder
        self._threads, self._memory_bytes, self._bounds, self._leave = threads, memory_bytes, bounds, leave
        self._access = Access(str(socket), secrets.token_hex(32))
        self._session = RoleSession(instance, _as_job(spec), worker.channel.send, bounds.renewal_seconds, helpers=False)
        self._heard = time.monotonic()
        self._on_service: Callable[[Access], None] = lambda _: None
        self._faults = ToldFaults()
        self._serves = False

    def carry_out(self, on_service: Callable[[Access], None]) -> Outcome:
        """Host the model until it ends; `on_service` is called once it answers."""
        self._on_service = on_service
        try:
            self._start()
            while True:
                message = self._worker.channel.receive(_TICK)
                outcome = self._handle(message) if message is not None else None
                outcome = outcome or self._look_after()
                if outcome is not None:
                    return outcome
        except ChannelClosed:
            return Lost("WorkerLost", f"The model's process {self._worker.how_it_ended()}")
        except CannotAssumeRole as error:
            return Failed(Failure("AccessDeniedException", str(error), "AssumeRole", service="sts"))

    def _start(self) -> None:
        spec = self._spec
        credentials = self._session.begin()
        self._worker.channel.send(
            {
                "type": "start",
                "task": "host",
                "payload": {**spec.payload, "socket": self._access.socket, "word": self._access.word},
                "arn": spec.owner,
                "role_arn": spec.role_arn,
                "region": spec.region,
                "grant_id": None,
                "endpoint": self._endpoint,
                "credentials": credentials,
                "volume_id": self._volume_id,
                "volume_key": spec.volume_key,
                "plaintext_at_once": True,
                "folder": str(self._folder),
                "cache": self._session.cache,
                "threads": self._threads,
                "memory_bytes": self._memory_bytes,
                "executor": {"kind": "local", "memory_bytes": self._memory_bytes},
            }
        )

    def _handle(self, message: Message) -> Outcome | None:
        self._heard = time.monotonic()
        match message.get("type"):
            case "volume":
                told.keep_volume_key(self._instance, self._volume_id, self._spec.owner, message)
                self._worker.channel.send({"type": "kept"})
            case "progress" if message.get("phase") == IN_SERVICE and not self._serves:
                self._serves = True
                self._on_service(self._access)
            case "failed":
                failure = failure_from(message.get("failure"))
                if failure.code in SESSION_GONE:
                    self._session.check()
                return Failed(failure)
            case "done" | "stopped":
                return Stopped()
            case "fault":  # for the log alone: a type and a place in our code, no values
                if what := self._faults.check(message.get("what")):
                    _log.error("a hosted model: %s", what)
        return None

    def _look_after(self) -> Outcome | None:
        now = time.monotonic()
        if self._leave.is_set():
            return Stopped()
        if now - self._heard > self._bounds.heartbeat_seconds:
            seconds = self._bounds.heartbeat_seconds
            return Lost("WorkerLost", f"The model's process did not answer for {seconds:g} seconds")
        if self._worker.memory() > self._memory_bytes:
            limit = self._memory_bytes >> 20
            return Lost("MemoryLimitExceeded", f"The model needs more memory than its limit of {limit} MiB")
        self._session.follow(now)
        return None


def _as_job(spec: HostSpec) -> JobSpec:
    """What sessions are minted for."""
    return JobSpec(
        kind=spec.kind,
        arn=spec.owner,
        role_arn=spec.role_arn,
        service="sagemaker",
        task="host",
        payload={},
        region=spec.region,
    )
