"""One slot of the supervisor: takes a job, runs it on a worker of its own, records what became of it."""

import logging
import threading
from dataclasses import dataclass

from sealcanvas.jobs import lease, queue
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure, Job, JobState
from sealcanvas.jobs.outcome import Failed, Lost, Outcome, Stopped, Succeeded
from sealcanvas.jobs.run import Run
from sealcanvas.jobs.settings import Bounds
from sealcanvas.jobs.signals import signals_of
from sealcanvas.jobs.warm_pool import WarmPool
from sealcanvas.jobs.worker_process import WorkerBroken
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import make_job_folder, remove_job_volume
from sealcanvas.volumes.sweep import sweep

_log = logging.getLogger("sealcanvas.jobs")


@dataclass(frozen=True, slots=True)
class SlotSettings:
    """What all slots of a supervisor share."""

    owner: str
    endpoint: str
    threads: int
    memory_bytes: int
    bounds: Bounds
    draining: threading.Event
    abort: threading.Event


class Slot(threading.Thread):
    """Runs jobs one after another until the supervisor drains."""

    def __init__(self, instance: Instance, pool: WarmPool, settings: SlotSettings, number: int) -> None:
        super().__init__(name=f"job-slot-{number}", daemon=True)
        self._instance, self._pool, self._settings = instance, pool, settings

    def run(self) -> None:
        """The thread's own loop; nothing that a job does ends it."""
        signals = signals_of(self._instance)
        while not self._settings.draining.is_set():
            seen = signals.seen()
            try:
                job = lease.take(self._instance, self._settings.owner)
                if job is not None:
                    self._run(job)
                    continue
                sweep(self._instance)
            except Exception as error:
                _log.error("a job slot met a %s", place_of(error))
            signals.wait(seen, self._settings.bounds.poll_seconds)

    def _run(self, job: Job) -> None:
        try:
            outcome = self._attempt(job)
        except WorkerBroken as error:
            outcome = Failed(Failure("InternalFailure", f"The job could not start: {error}."))
        except Exception as error:
            outcome = Failed(self._internal(job, error))
        try:
            self._record(job, outcome)
        except Exception as error:  # a hook: its service hears once more, now of a failure
            try:
                self._record(job, Failed(self._internal(job, error)))
            except Exception as again:
                self._internal(job, again)
                with self._instance.database.transaction() as connection:
                    queue.change(connection, job.job_id, state=JobState.FAILED, finished_at=self._instance.clock())
        signals_of(self._instance).forget(job.job_id)

    def _attempt(self, job: Job) -> Outcome:
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
                threads=settings.threads,
                memory_bytes=settings.memory_bytes,
                bounds=settings.bounds,
                abort=settings.abort,
            )
            return run.carry_out(on_start=self._pool.refill)
        finally:
            worker.end()
            remove_job_volume(self._instance, volume_id)

    def _record(self, job: Job, outcome: Outcome) -> None:
        instance = self._instance
        with instance.database.transaction() as connection:
            stopping = queue.get(connection, job.job_id).state is JobState.STOPPING
            match outcome:
                case Lost(code, reason):
                    lease.interrupted(instance, job.job_id, reason, code)
                    _log.warning("job %s: %s", job.job_id, reason)
                    signals_of(instance).work()
                case Stopped():
                    queue.end(instance, job.job_id, JobState.STOPPED)
                case Succeeded(result):
                    queue.end(instance, job.job_id, JobState.STOPPED if stopping else JobState.SUCCEEDED, result=result)
                case Failed(failure):
                    queue.end(instance, job.job_id, JobState.FAILED, failure=failure)

    @staticmethod
    def _internal(job: Job, error: Exception) -> Failure:
        # Types and our own lines, never the error's text: it may hold values of somebody's data.
        _log.error("job %s met a %s", job.job_id, place_of(error))
        return Failure("InternalFailure", f"The job failed inside the server ({type(error).__name__}).")
