"""A batch transform job: how its state follows that of the work."""

from sealcanvas.jobs.hooks import finished, progressed, stopping
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.failure_reason import failure_reason
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.instance import Instance

KIND = "transform"


def require_job(found: Target) -> Stored:
    """The transform job, if there is one.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    raise ResourceNotFound(f"Could not find transform job with name {found.arn.rpartition('/')[2]}.")


@progressed(KIND)
def transform_job_goes_on(instance: Instance, job: Job) -> None:
    """Note when the work began."""
    found = stored.find(instance, job.arn)
    if found is not None and "started_at" not in found.details and job.started_at is not None:
        stored.change(instance, found, started_at=job.started_at)


@stopping(KIND)
def transform_job_stops(instance: Instance, job: Job) -> None:
    """The job was asked to stop, by whatever operation."""
    found = stored.find(instance, job.arn)
    if found is not None and found.status == "InProgress":
        stored.change(instance, found, status="Stopping")


@finished(KIND)
def transform_job_ended(instance: Instance, job: Job) -> None:
    """Take over how it ended."""
    found = stored.find(instance, job.arn)
    if found is None:
        return
    status = {JobState.SUCCEEDED: "Completed", JobState.STOPPED: "Stopped"}.get(job.state, "Failed")
    reason = failure_reason(job)
    started_at = job.started_at or job.created_at
    stored.change(instance, found, status=status, ended=True, started_at=started_at, failure_reason=reason)
