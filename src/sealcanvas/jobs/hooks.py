"""How the services above hear of their jobs: functions that they register by the kind of job.

    @finished("automl")
    def automl_job_ended(instance: Instance, job: Job) -> None: ...

All kinds of hook run in the server, inside the transaction that records the change, so that a service's own rows
change with the job's or not at all.
"""

from collections.abc import Callable

from sealcanvas.jobs.job import Job
from sealcanvas.service.instance import Instance

Hook = Callable[[Instance, Job], None]

_finished: dict[str, list[Hook]] = {}
_progressed: dict[str, list[Hook]] = {}
_stopping: dict[str, list[Hook]] = {}


def finished(kind: str) -> Callable[[Hook], Hook]:
    """Call the decorated function once a job of this kind has Succeeded, Failed or been Stopped."""
    return _register(_finished, kind)


def progressed(kind: str) -> Callable[[Hook], Hook]:
    """Call the decorated function when a job of this kind starts to run and when it reports, at most once a second."""
    return _register(_progressed, kind)


def stopping(kind: str) -> Callable[[Hook], Hook]:
    """Call the decorated function when a running job of this kind is asked to stop, by whatever operation."""
    return _register(_stopping, kind)


def tell_finished(instance: Instance, job: Job) -> None:
    """Run the hooks for a job that has ended."""
    for hook in _finished.get(job.kind, ()):
        hook(instance, job)


def tell_progressed(instance: Instance, job: Job) -> None:
    """Run the hooks for a job that goes on."""
    for hook in _progressed.get(job.kind, ()):
        hook(instance, job)


def tell_stopping(instance: Instance, job: Job) -> None:
    """Run the hooks for a job that is asked to stop."""
    for hook in _stopping.get(job.kind, ()):
        hook(instance, job)


def _register(hooks: dict[str, list[Hook]], kind: str) -> Callable[[Hook], Hook]:
    def decorate(hook: Hook) -> Hook:
        hooks.setdefault(kind, []).append(hook)
        return hook

    return decorate
