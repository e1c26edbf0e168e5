"""Keeps one model hosted: starts its process, and starts it again when it dies, with longer and longer waits."""

import logging
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace

from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving import hosting
from sealcanvas.jobs.serving.host import Access, Host, HostState
from sealcanvas.jobs.serving.service_run import ServiceRun
from sealcanvas.jobs.supervision.outcome import Failed, Lost, Outcome, Stopped
from sealcanvas.jobs.supervision.scratch import Scratch
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.worker_process import WorkerBroken, WorkerProcess, WorkerSetup
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import make_job_folder, remove_job_volume

_log = logging.getLogger("sealcanvas.jobs")
MOST_STARTS = 5
"""Starts in a row that may end before they serve, until the model is given up."""

_FIRST_WAIT = 0.5
_MOST_WAITS = 7  # each twice as long as the one before
_SOUND_SECONDS = 60.0  # a process that lived for so long was sound: the next one need not wait


@dataclass(frozen=True, slots=True)
class KeeperSettings:
    """What all keepers of a supervisor share."""

    endpoint: str
    scratch: Scratch
    setup: WorkerSetup
    memory_bytes: int
    bounds: Bounds


class Keeper(threading.Thread):
    """Hosts one model until it fails for good or is told to leave."""

    def __init__(self, instance: Instance, host: Host, settings: KeeperSettings) -> None:
        super().__init__(name=f"host-{host.host_id[:8]}", daemon=True)
        self.leave = threading.Event()
        self._instance, self._host, self._settings = instance, host, settings
        self._served = False

    def run(self) -> None:
        """The thread's own loop; nothing that a model does ends it early."""
        starts = waits = 0
        while not self.leave.is_set():
            began, self._served = time.monotonic(), False
            try:
                outcome = self._attempt()
            except WorkerBroken as error:
                outcome = Lost("WorkerLost", f"The model's process could not start: {error}")
            except Exception as error:
                _log.error("a hosted model met a %s", place_of(error))
                outcome = Lost("InternalFailure", f"The server failed ({type(error).__name__})")
            if isinstance(outcome, Stopped) or self.leave.is_set():
                return
            # Whoever may invoke it must not be able to end it for good: what ends while it serves is started anew.
            starts = 0 if self._served else starts + 1
            waits = 1 if time.monotonic() - began > _SOUND_SECONDS else min(waits + 1, _MOST_WAITS)
            failure = self._final(outcome, starts)
            if failure is not None:
                hosting.change(self._instance, self._host.host_id, HostState.FAILED, failure=failure)
                return
            hosting.change(self._instance, self._host.host_id, HostState.STARTING)
            self.leave.wait(_FIRST_WAIT * 2 ** (waits - 1))

    @staticmethod
    def _final(outcome: Outcome, starts: int) -> Failure | None:
        """Why the model will not be started once more; None if it will be."""
        if isinstance(outcome, Failed) and outcome.failure.code != "InternalFailure":
            return outcome.failure
        if isinstance(outcome, Lost):
            code, reason = outcome.code, outcome.reason
        else:
            code, reason = "InternalFailure", "The model's process failed inside"
        _log.warning("a hosted model: %s", reason)
        return Failure(code, f"{reason}, {starts} times in a row.") if starts >= MOST_STARTS else None

    def _attempt(self) -> Outcome:
        settings = self._settings
        with ExitStack() as stack:
            volume_id, folder = make_job_folder(self._instance)
            stack.callback(remove_job_volume, self._instance, volume_id)
            # Beside the worker's own folder, over which it mounts a file system that only it sees.
            sockets = settings.scratch.make()
            stack.callback(settings.scratch.remove, sockets)
            worker = WorkerProcess(settings.scratch, replace(settings.setup, writable=(folder, sockets)))
            stack.callback(worker.end)
            worker.wait_ready()
            run = ServiceRun(
                self._instance,
                self._host.spec,
                worker,
                endpoint=settings.endpoint,
                socket=sockets / "model.sock",
                volume_id=volume_id,
                folder=folder,
                threads=settings.setup.threads,
                memory_bytes=settings.memory_bytes,
                bounds=settings.bounds,
                leave=self.leave,
            )
            return run.carry_out(self._in_service)

    def _in_service(self, access: Access) -> None:
        self._served = True
        hosting.change(self._instance, self._host.host_id, HostState.IN_SERVICE, access=access)
