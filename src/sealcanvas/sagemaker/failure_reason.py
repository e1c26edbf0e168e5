"""FailureReason: why a job failed, with the key, the action and the role wherever a key was refused."""

from sealcanvas.jobs.job import Failure, Job
from sealcanvas.jobs.sentence import sentence

MAXIMUM = 1024


def failure_reason(job: Job) -> str:
    """The reason for people, at most 1,024 characters; "" for a job that has not failed."""
    return "" if job.failure is None else reason_of(job.failure, job.spec.role_arn)


def reason_of(failure: Failure, role_arn: str) -> str:
    """The reason why work that was done as a role failed, for people, at most 1,024 characters."""
    text = sentence(failure, role_arn)
    if failure.code in ("ClientError", "InternalFailure") and not failure.service:
        text = f"{failure.code}: {text}"
    return text[:MAXIMUM]
