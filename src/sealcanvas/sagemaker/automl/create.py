"""What both versions of CreateAutoMLJob do: check all that can be checked, then leave the work to a job as the role."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.priority import of_build
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.automl.job import KIND
from sealcanvas.sagemaker.automl.names import take_name
from sealcanvas.sagemaker.automl.request import read_work
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.quotas import AUTOML_JOBS
from sealcanvas.sagemaker.roles import require_role
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def create(
    call: Call,
    found: Target,
    request: Request,
    v1: Mapping[str, Any] | None = None,
    *,
    preparation: Mapping[str, Any] | None = None,
) -> Request:
    """Submit an AutoML job; the input's keys are found by S3 from the objects, through the role.

    Args:
        request: CreateAutoMLJobV2's.
        v1: the request as CreateAutoMLJob had it, if that made the job.
        preparation: Canvas's recipe, if it made the job.

    Raises:
        ResourceInUse, ResourceLimitExceeded, ValidationException, AccessDeniedException: see docs/automl.md.
    """
    name = request["AutoMLJobName"]
    if isinstance(found, Stored):
        raise ResourceInUse(f"An AutoML job with name {name} exists already.")
    work = read_work(call, request)
    require_role(call, request["RoleArn"], found.arn)
    AUTOML_JOBS.check(stored.count(call, "automl-job", ("InProgress", "Stopping")))
    take_name(call, name)
    volume_key = request.get("SecurityConfig", {}).get("VolumeKmsKeyId") or managed_key(call, "sagemaker").arn
    details: dict[str, Any] = {"secondary": "Starting", "v1": None if v1 is None else dict(v1)}
    made = stored.store(call, "automl-job", found.arn, name, "InProgress", request, **details)
    submit(
        call,
        JobSpec(
            kind=KIND,
            arn=made.arn,
            role_arn=request["RoleArn"],
            service="sagemaker",
            task=work.task,
            payload=work.payload if preparation is None else {**work.payload, "preparation": dict(preparation)},
            volume_key=volume_key,
            region=call.region,
            max_runtime_seconds=work.longest_seconds,
            priority=of_build(work.seconds),
        ),
    )
    return {"AutoMLJobArn": made.arn}
