"""CreateAutoMLJobV2: checks all that can be checked, then leaves the work to a job that acts as the role."""

from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl_job import KIND
from sealcanvas.sagemaker.automl_request import task_payload
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.roles import require_role
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateAutoMLJobV2", resource=named("automl-job", "AutoMLJobName"), conditions=request_keys)
def create_auto_ml_job_v2(call: Call, found: Target, request: Request) -> Request:
    """Submit an AutoML job; the input's keys are found by S3 from the objects, through the role."""
    name = request["AutoMLJobName"]
    if isinstance(found, Stored):
        raise ResourceInUse(f"An AutoML job with name {name} exists already.")
    payload = task_payload(call, request)
    require_role(call, request["RoleArn"], found.arn)
    volume_key = request.get("SecurityConfig", {}).get("VolumeKmsKeyId") or managed_key(call, "sagemaker").arn
    made = stored.store(call, "automl-job", found.arn, name, "InProgress", request, secondary="Starting")
    submit(
        call,
        JobSpec(
            kind=KIND,
            arn=made.arn,
            role_arn=request["RoleArn"],
            service="sagemaker",
            task="automl",
            payload=payload,
            volume_key=volume_key,
            region=call.region,
            max_runtime_seconds=longest(payload["tabular"]["seconds"]),
        ),
    )
    return {"AutoMLJobArn": made.arn}


def longest(seconds: float) -> float:
    """How long a job may run whose training has a budget: reading, reports and writing come on top."""
    return 2.0 * seconds + 600.0
