"""One slot of the supervisor: takes a job, runs it on a worker of its own, records what became of it."""

import logging
import os
import threading
import time
from dataclasses import dataclass

from sealcanvas.jobs import queue, untold
from sealcanvas.jobs.executors.bridge_process import Bridge
from sealcanvas.jobs.executors.cluster import ClusterUnavailable
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure, Job, JobState
from sealcanvas.jobs.supervision import lease, outputs
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.jobs.supervision.outcome import Failed, Lost, Outcome, Stopped, Succeeded
from sealcanvas.jobs.supervision.run import Run
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.signals import signals_of
from sealcanvas.jobs.supervision.warm_pool import WarmPool
from sealcanvas.jobs.supervision.worker_process import WorkerBroken
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import make_job_folder, remove_job_volume
from sealcanvas.volumes.sweep import sweep

_log = logging.getLogger("sealcanvas.jobs")
_SWEEP_SECONDS = 2.0
_TELL_SECONDS = 30.0
_WORKERS = 3  # to try before a job has begun, which a worker that dies idle must not count against


@dataclass(frozen=True, slots=True)
class SlotSettings:
    """What all slots of a supervisor share."""

    endpoint: str
    memory_bytes: int
    scratch_bytes: int
    bounds: Bounds
    draining: threading.Event
    abort: threading.Event
    bridge: Bridge | None


class Slot(threading.Thread):
    """Runs jobs one after another until the supervisor drains."""

    def __init__(
        self, instance: Instance, dispatcher: Dispatcher, pool: WarmPool, settings: SlotSettings, number: int
    ) -> None:
        super().__init__(name=f"job-slot-{number}", daemon=True)
        self._instance, self._dispatcher, self._pool, self._settings = instance, dispatcher, pool, settings
        self._swept = self._told = 0.0

    def run(self) -> None:
        """The thread's own loop; nothing that a job does ends it."""
        signals = signals_of(self._instance)
        while not self._settings.draining.is_set():
            seen = signals.seen()
            try:
                job = self._dispatcher.next()
                if job is not None:
                    self._run(job)
                    continue
                self._tidy()
            except Exception as error:
                _log.error("a job slot met a %s", place_of(error))
            signals.wait(seen, self._settings.bounds.poll_seconds)

    def _tidy(self) -> None:
        """What an idle slot looks after: files nobody needs, workers that died, jobs that nobody runs or heard of."""
        now = time.monotonic()
        if now - self._swept >= _SWEEP_SECONDS:
            self._swept = now
            sweep(self._instance)
            outputs.sweep(self._instance)
            self._pool.refill()
            self._dispatcher.reclaim()
        if now - self._told >= _TELL_SECONDS:
            self._told = now
            self._tell_again()

    def _tell_again(self) -> None:
        for job_id in untold.untold_ids(self._instance):
            with self._instance.database.read() as connection:
                job = queue.get(connection, job_id)
            try:
                untold.tell(self._instance, job)
            except Exception as error:
                self._internal(job, error)

    def _run(self, job: Job) -> None:
        try:
            outcome = self._attempt(job)
        except WorkerBroken as error:
            outcome = Failed(Failure("InternalFailure", f"The job could not start: {error}."))
        except ClusterUnavailable as error:
            outcome = Failed(Failure("ExecutorUnavailable", f"The job could not start: {error}."))
        except Exception as error:
            outcome = Failed(self._internal(job, error))
        try:
            self._record(job, outcome)
        except Exception as error:  # a hook: its service hears once more, now of a failure
            try:
                self._record(job, Failed(self._internal(job, error)))
            except Exception as again:  # it will hear later
                failure = self._internal(job, again)
                queue.end(self._instance, job.job_id, JobState.FAILED, failure=failure, tell=False)
        finally:  # where nothing could be recorded, the next idle slot finds a job that nobody runs
            self._dispatcher.over(job)
            signals_of(self._instance).forget(job.job_id)
            signals_of(self._instance).work()

    def _attempt(self, job: Job) -> Outcome:
        for _ in range(_WORKERS):
            outcome, begun = self._try(job)
            if begun or not (isinstance(outcome, Lost) and outcome.code == "WorkerLost"):
                break
        return outcome

    def _try(self, job: Job) -> tuple[Outcome, bool]:
        """Run the job on one worker: how that ended, and whether the worker had come to begin with it."""
        settings = self._settings
        worker = self._pool.take()
        volume_id, folder = make_job_folder(self._instance)
        try:
            run = Run(
                self._instance,
                job,
                worker,
                endpoint=settings.endpoint,
                volume_id=volume_id,
                folder=folder,
                threads=max(1, (os.cpu_count() or 1) // max(1, self._dispatcher.running)),
                memory_bytes=settings.memory_bytes,
                scratch_bytes=settings.scratch_bytes,
                bounds=settings.bounds,
                abort=settings.abort,
                cluster=settings.bridge.cluster() if settings.bridge is not None else None,
            )
            return run.carry_out(on_begin=self._pool.refill), run.begun
        finally:
            worker.end()
            remove_job_volume(self._instance, volume_id)

    def _record(self, job: Job, outcome: Outcome) -> None:
        instance = self._instance
        with instance.database.transaction() as connection:
            stopping = queue.get(connection, job.job_id).state is JobState.STOPPING
            match outcome:
                case Lost(code, reason, counted):
                    lease.interrupted(instance, job.job_id, reason, code, counted=counted)
                    _log.warning("job %s: %s", job.job_id, reason)
                case Stopped():
                    queue.end(instance, job.job_id, JobState.STOPPED)
                case Succeeded() | Failed() if stopping:  # whoever stopped it was told so
                    queue.end(instance, job.job_id, JobState.STOPPED)
                case Succeeded(result):
                    queue.end(instance, job.job_id, JobState.SUCCEEDED, result=result)
                case Failed(failure):
                    queue.end(instance, job.job_id, JobState.FAILED, failure=failure)

    @staticmethod
    def _internal(job: Job, error: Exception) -> Failure:
        # Types and our own lines, never the error's text: it may hold values of somebody's data.
        _log.error("job %s met a %s", job.job_id, place_of(error))
        return Failure("InternalFailure", f"The job failed inside the server ({type(error).__name__}).")
