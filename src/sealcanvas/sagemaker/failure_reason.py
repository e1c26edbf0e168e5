"""FailureReason: why a job failed, with the key, the action and the role wherever a key was refused."""

from sealcanvas.jobs.job import Job

MAXIMUM = 1024
# What S3 asks of KMS when it reads or writes for the role.
_KMS_ACTIONS = {"GetObject": "kms:Decrypt", "PutObject": "kms:GenerateDataKey"}


def failure_reason(job: Job) -> str:
    """The reason for people, at most 1,024 characters; "" for a job that has not failed."""
    failure = job.failure
    if failure is None:
        return ""
    text = failure.message
    if failure.service:
        action = f"{failure.service}:{failure.operation}"
        if failure.code.startswith("KMS."):
            action = _KMS_ACTIONS.get(failure.operation, action)
        role = job.spec.role_arn
        named = role in text or f":assumed-role/{role.rpartition('/')[2]}/" in text
        if not named:
            text = f"{text} ({action} as {role})"
    elif failure.code in ("ClientError", "InternalFailure"):
        text = f"{failure.code}: {text}"
    return text[:MAXIMUM]
