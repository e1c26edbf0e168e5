"""Fifteen-minute sessions of a job's role: minted by the server at every renewal, stored nowhere."""

import json

from sealcanvas.jobs.executors.seal import JOB_CONTEXT
from sealcanvas.jobs.job import JobSpec
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import assume_as_service
from sealcanvas.sts.credentials import Credentials

SESSION_SECONDS = 900
SESSION_GONE = frozenset({"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"})
"""What services answer to a session whose role was deleted; minting another says why."""

_SESSION_NAMES = {"sagemaker": "SageMaker", "forecast": "AmazonForecast"}


def mint_for_helpers(instance: Instance, spec: JobSpec) -> Credentials:
    """A session that may open what crosses a cluster for this job, and nothing else.

    Raises:
        CannotAssumeRole: as `mint`.
    """
    statement = {
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"StringEquals": {f"kms:EncryptionContext:{JOB_CONTEXT}": spec.arn}},
    }
    return mint(instance, spec, policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def mint(instance: Instance, spec: JobSpec, *, policy: str | None = None) -> Credentials:
    """A session of the job's role, assumed by the job's service for the job.

    Args:
        policy: a session policy that narrows it.

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
        policy=policy,
    )
