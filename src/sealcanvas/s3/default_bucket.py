"""The bucket that SageMaker and Canvas write to when none is named."""

from dataclasses import replace

from sealcanvas.s3.errors import BucketAlreadyExists
from sealcanvas.s3.make_bucket import make_bucket
from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call, service_call

_MANAGED = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
"""What is written without a key lies under aws/s3: SageMaker's default for outputs (OutputDataConfig.KmsKeyId)."""


def ensure_default_bucket(call: Call) -> str:
    """Return the name of the account's default bucket, `sagemaker-{region}-{account}`, made if it is absent.

    It is made by the instance itself, so that no role needs s3:CreateBucket; the trail has it as S3's own act, under
    the request id of `call`. Nobody gets a permission by it.

    Raises:
        BucketAlreadyExists: another account took the name.
    """
    name = f"sagemaker-{call.region}-{call.account}"
    bucket, made = make_bucket(call.instance, name, call.account, call.region, encryption=_MANAGED)
    if bucket.account != call.account:
        raise BucketAlreadyExists(BucketName=name)
    if made:
        _record(call, name)
    return name


def _record(call: Call, name: str) -> None:
    arn = f"arn:aws:s3:::{name}"
    itself = service_call(call.instance, "s3.amazonaws.com", source_arn=call.purpose or arn, region=call.region)
    event = replace(itself, request_id=call.request_id).event(s3.event_source, "CreateBucket")
    event.account, event.parameters, event.resources = call.account, {"Bucket": name}, [arn]
    if call.journal.events:
        call.journal.events.append(event)  # recorded with the operation that it is part of
    else:
        call.instance.trail.record([event])
