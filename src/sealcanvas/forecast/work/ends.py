"""What becomes of a resource as its job goes on and ends: the job's hooks."""

from collections.abc import Callable
from dataclasses import asdict

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.forecast import stored
from sealcanvas.forecast.keys.grant import end_grant, open_granted, still_granted
from sealcanvas.forecast.stored import (
    ACTIVE,
    CREATE_FAILED,
    CREATE_IN_PROGRESS,
    CREATE_PENDING,
    CREATE_STOPPED,
    CREATE_STOPPING,
    Stored,
)
from sealcanvas.forecast.work.begin import TASKS, Task
from sealcanvas.forecast.work.failure import refusal_message
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import Failure, Job, JobState
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.left_file import NotAFile
from sealcanvas.volumes.store_volume import (
    StoreVolume,
    admit,
    delete_store_volume,
    discard_incoming,
    find_store_volume,
)

Follow = Callable[[Instance, Stored], None]
_STOPPED = Failure("Stopped", "The job was stopped.")
_following: dict[str, list[Follow]] = {}


def then(task: Task) -> Callable[[Follow], Follow]:
    """Call the decorated function with a resource whose job of this task has ended, in the same unit of work."""

    def register(follow: Follow) -> Follow:
        _following.setdefault(task, []).append(follow)
        return follow

    return register


def work_goes_on(instance: Instance, job: Job) -> None:
    """The job runs: CREATE_IN_PROGRESS, and stopped as soon as its grant does not hold any more."""
    resource = stored.find(instance, job.arn)
    if resource is None or not resource.working:
        return
    if resource.status == CREATE_PENDING:
        stored.change(instance, job.arn, status=CREATE_IN_PROGRESS)
    volume = _volume(instance, resource)
    if volume is None or resource.details.get("refusal"):
        return
    try:
        still_granted(instance, volume, job.arn)
    except ServiceError as error:
        stored.change(instance, job.arn, refusal=asdict(_refused(error, job)))
        queue.stop(instance, job.arn)


def work_stops(instance: Instance, job: Job) -> None:
    """The job was asked to stop, by whatever operation; for a grant that does not hold any more, it fails."""
    resource = stored.find(instance, job.arn)
    if resource is not None and resource.working and not resource.details.get("refusal"):
        stored.change(instance, job.arn, status=CREATE_STOPPING)


def work_ended(instance: Instance, job: Job) -> None:
    """The job is over: ACTIVE with its files taken up, or CREATE_FAILED with the reason; its grant ends."""
    resource = stored.find(instance, job.arn)
    if resource is None or not resource.working:
        return
    volume = _volume(instance, resource)
    failure = _taken_up(instance, job, resource, volume)
    outputs: dict[str, str] = resource.details["outputs"]
    for file_id in outputs.values():
        discard_incoming(instance, file_id)
    if volume is not None:
        end_grant(instance, volume.key_arn, resource.details["grant_id"], job.spec.role_arn, job.arn)
    if failure is None:
        stored.change(instance, job.arn, status=ACTIVE, result=job.result, outputs={})
    else:
        stored.change(
            instance,
            job.arn,
            status=CREATE_STOPPED if failure is _STOPPED else CREATE_FAILED,
            message=failure.message,
            failure={"code": failure.code, "request_id": failure.request_id},
            outputs={},
        )
        if volume is not None and volume.owner == job.arn:
            delete_store_volume(instance, job.arn)
    ended = stored.find(instance, job.arn)
    if ended is not None:
        for follow in _following.get(job.kind, ()):
            follow(instance, ended)


def _taken_up(instance: Instance, job: Job, resource: Stored, volume: StoreVolume | None) -> Failure | None:
    """Take up what the worker wrote; None, or why nothing was."""
    if resource.details.get("refusal"):
        return Failure(**resource.details["refusal"])
    if resource.status == CREATE_STOPPING:
        return _STOPPED
    if job.failure is not None:
        return job.failure
    if job.state is not JobState.SUCCEEDED:
        return _STOPPED
    if volume is None:
        return Failure("ResourceNotFoundException", "The data that the job worked on was deleted.")
    try:
        with instance.database.transaction():
            key = open_granted(instance, volume, job.arn)
            for name, file_id in resource.details["outputs"].items():
                admit(instance, volume, key, name, file_id)
    except ServiceError as error:
        return _refused(error, job)
    except (CryptoError, FileNotFoundError, NotAFile):
        return Failure("InternalFailure", "What the job wrote is not sealed as it should be; nothing of it was kept.")
    return None


def _refused(error: ServiceError, job: Job) -> Failure:
    return Failure(error.code, refusal_message(error, job.spec.role_arn), "Decrypt", service="kms")


def _volume(instance: Instance, resource: Stored) -> StoreVolume | None:
    return find_store_volume(instance, resource.details["volume_owner"])


for _task in TASKS:
    hooks.progressed(_task)(work_goes_on)
    hooks.stopping(_task)(work_stops)
    hooks.finished(_task)(work_ended)
