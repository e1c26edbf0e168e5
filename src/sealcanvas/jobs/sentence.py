"""What a job's failure says wherever it is told: after a service's own words, the action, the resource and the role."""

from dataclasses import replace

from sealcanvas.jobs.job import Failure

# What S3 asks of KMS when it reads or writes for a worker.
_KMS_ACTIONS = {
    "GetObject": "kms:Decrypt",
    "HeadObject": "kms:Decrypt",
    "PutObject": "kms:GenerateDataKey",
    "CopyObject": "kms:GenerateDataKey",
    "CreateMultipartUpload": "kms:GenerateDataKey",
    "UploadPart": "kms:Decrypt",
    "CompleteMultipartUpload": "kms:Decrypt",
}
# S3's operations that IAM calls otherwise.
_S3_ACTIONS = {
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
}


def whole(failure: Failure, role_arn: str, key_arn: str = "") -> Failure:
    """The failure with a message that names action, resource and role; what it names already is not repeated.

    Args:
        key_arn: the key that refused, if its state did.
    """
    text = failure.message
    if key_arn and key_arn not in text:
        failure = replace(failure, message=f"{text} The key is {key_arn}.")
    return replace(failure, message=sentence(failure, role_arn))


def sentence(failure: Failure, role_arn: str) -> str:
    """The message of `whole`."""
    text = failure.message or f"The job failed with {failure.code}."
    if not failure.service:
        return text
    named = role_arn in text or f":assumed-role/{role_arn.rpartition('/')[2]}/" in text
    found = failure.resource
    there = not found or found in text or found.replace("s3://", "arn:aws:s3:::", 1) in text
    if named and there:
        return text
    kms = failure.service == "s3" and failure.code.startswith("KMS.")
    place = "" if there else f" {'for' if kms else 'on'} {found}"
    return f"{text} ({action_of(failure)}{place}{'' if named else f' as {role_arn}'})"


def action_of(failure: Failure) -> str:
    """The IAM action that the failed call needed: KMS's, where S3 passes KMS's own words on."""
    if failure.service == "s3":
        if failure.code.startswith("KMS.") and failure.operation in _KMS_ACTIONS:
            return _KMS_ACTIONS[failure.operation]
        return f"s3:{_S3_ACTIONS.get(failure.operation, failure.operation)}"
    return f"{failure.service}:{failure.operation}"
