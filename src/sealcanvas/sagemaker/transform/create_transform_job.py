"""CreateTransformJob: batch predictions, made as the model's execution role."""

from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named, target
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.models.model import require_model
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.transform.conditions import transform_conditions
from sealcanvas.sagemaker.transform.job import KIND
from sealcanvas.sagemaker.transform.request import task_payload
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "CreateTransformJob", resource=named("transform-job", "TransformJobName"), conditions=transform_conditions
)
def create_transform_job(call: Call, found: Target, request: Request) -> Request:
    """Submit a batch transform job."""
    name = request["TransformJobName"]
    if isinstance(found, Stored):
        raise ResourceInUse(
            "Job name must be unique within an AWS account and region, and a job with this name already exists "
            f"({found.arn})."
        )
    model = require_model(target(call, "model", request["ModelName"]))
    payload = task_payload(call, request, model)
    volume_key = request["TransformResources"].get("VolumeKmsKeyId") or managed_key(call, "sagemaker").arn
    made = stored.store(call, "transform-job", found.arn, name, "InProgress", request)
    submit(
        call,
        JobSpec(
            kind=KIND,
            arn=made.arn,
            role_arn=model.request["ExecutionRoleArn"],
            service="sagemaker",
            task="transform",
            payload=payload,
            volume_key=volume_key,
            region=call.region,
            priority=Priority.QUICK,
        ),
    )
    return {"TransformJobArn": made.arn}
