"""Why a job failed, in words that name the key, the action and the role where a key was refused."""

from sealcanvas.jobs.job import Failure
from sealcanvas.service.errors import AccessDenied, ServiceError

# What S3 asks of KMS for the calls that a worker of ours makes.
_S3_ACTIONS = {"GetObject": "kms:Decrypt", "HeadObject": "kms:Decrypt", "PutObject": "kms:GenerateDataKey"}


def failure_message(failure: Failure, role_arn: str) -> str:
    """The message of a failed job's resource."""
    message = failure.message or f"The job failed with {failure.code}."
    if failure.service == "s3" and failure.code.startswith("KMS."):
        # S3 passes KMS's own words on, which name the key alone.
        return f"{message} ({_S3_ACTIONS.get(failure.operation, failure.operation)} as {role_arn})"
    if failure.service == "s3" and not _names(message, role_arn):
        return f"{message} ({failure.operation} as {role_arn})"
    return message


def refusal_message(error: ServiceError, role_arn: str) -> str:
    """The message where KMS refused Forecast itself, which acts under the grant that the role gave it."""
    if isinstance(error, AccessDenied):
        return f"{error.message} (the grant that {role_arn} gave Forecast for this job was revoked)"
    return f"{error.message} (kms:Decrypt under the grant of {role_arn})"


def _names(message: str, role_arn: str) -> bool:
    return role_arn in message or f":assumed-role/{role_arn.rpartition('/')[2]}/" in message
