"""DescribeTransformJob."""

from typing import Any

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.transform.job import require_job
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "BatchStrategy",
    "DataProcessing",
    "Environment",
    "MaxConcurrentTransforms",
    "MaxPayloadInMB",
    "ModelClientConfig",
    "ModelName",
    "TransformInput",
    "TransformOutput",
    "TransformResources",
)


@sagemaker.operation("DescribeTransformJob", resource=named("transform-job", "TransformJobName"), atomic=False)
def describe_transform_job(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where a transform job stands."""
    job = require_job(found)
    answer = {**summary(job), **{name: job.request[name] for name in _ECHOED if name in job.request}}
    del answer["LastModifiedTime"]
    if "started_at" in job.details:
        answer["TransformStartTime"] = job.details["started_at"]
    return answer


def summary(job: Stored) -> dict[str, Any]:
    """The job as ListTransformJobs gives it."""
    answer = {
        "TransformJobArn": job.arn,
        "TransformJobName": job.name,
        "TransformJobStatus": job.status,
        "CreationTime": job.created_at,
        "LastModifiedTime": job.modified_at,
    }
    if job.ended_at is not None:
        answer["TransformEndTime"] = job.ended_at
    if job.details.get("failure_reason"):
        answer["FailureReason"] = job.details["failure_reason"]
    return answer
