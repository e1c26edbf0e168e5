"""Fifteen-minute sessions of a job's role: minted by the server at every renewal, stored nowhere."""

from sealcanvas.jobs.job import JobSpec
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import assume_as_service
from sealcanvas.sts.credentials import Credentials

SESSION_SECONDS = 900
_SESSION_NAMES = {"sagemaker": "SageMaker", "forecast": "AmazonForecast"}


def mint(instance: Instance, spec: JobSpec) -> Credentials:
    """A session of the job's role, assumed by the job's service for the job.

    Raises:
        CannotAssumeRole: the role is gone, or does not trust the service any more.
    """
    return assume_as_service(
        instance,
        spec.role_arn,
        service=f"{spec.service}.amazonaws.com",
        source_arn=spec.arn,
        session_name=_SESSION_NAMES[spec.service],
        via=(f"{spec.service}.{spec.region}.amazonaws.com",),
        purpose=spec.arn,
        duration_seconds=SESSION_SECONDS,
    )
