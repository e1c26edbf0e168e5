"""StopTransformJob."""

from sealcanvas.jobs.queue import stop
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.transform.job import require_job
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("StopTransformJob", resource=named("transform-job", "TransformJobName"))
def stop_transform_job(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Ask a running job to stop; nothing happens to one that has ended."""
    job = require_job(found)
    if job.status == "InProgress":
        stored.change(call.instance, job, status="Stopping")
        stop(call.instance, job.arn)
