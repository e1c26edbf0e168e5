"""Jobs that somebody has going before a screen, previews and examinations of data: how many, and until when."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.job_arn import resource_id
from sealcanvas.canvas.stored import Stored
from sealcanvas.jobs.hooks import finished
from sealcanvas.jobs.job import Job
from sealcanvas.jobs.queue import forget, of_kinds, stop, unfinished
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ServiceQuotaExceededException

MOST = 4
_KINDS = ("canvas-recipe", "canvas-validate", "canvas-preview")


def require_room(instance: Instance, version: Stored) -> None:
    """Refuse one job more for the user profile of a dataset's version.

    Each question that differs is a job of its own; whoever asks many would leave the others of the account no room.

    Raises:
        ServiceQuotaExceededException: the profile has as many under way as it may.
    """
    whose = (version.domain_id, version.profile)
    found = (stored.find(instance, resource_id(job.arn)) for job in unfinished(instance, version.account, _KINDS))
    if sum(each is not None and (each.domain_id, each.profile) == whose for each in found) >= MOST:
        raise ServiceQuotaExceededException(
            f"{MOST} previews and examinations of data are under way for user profile {version.profile}, as "
            "many as there may be at a time. Wait until one has ended, or stop one (StopJob)."
        )


def clear(instance: Instance, version: Stored) -> None:
    """End and forget the jobs of a version that is deleted: what they were asked names values of its data."""
    for job in of_kinds(instance, version.account, _KINDS):
        if resource_id(job.arn) == version.id:
            stop(instance, job.arn)
            forget(instance, job.arn)


def _forgotten(instance: Instance, job: Job) -> None:
    """One that was still running when its version was deleted."""
    if stored.find(instance, resource_id(job.arn)) is None:
        forget(instance, job.arn)


for _kind in _KINDS:
    finished(_kind)(_forgotten)
