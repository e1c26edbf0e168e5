"""StopAutoMLJob."""

from sealcanvas.jobs.queue import stop
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.job import require_job
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("StopAutoMLJob", resource=named("automl-job", "AutoMLJobName"))
def stop_auto_ml_job(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Ask a running job to stop; nothing happens to one that has ended."""
    job = require_job(found)
    if job.status == "InProgress" and job.details["secondary"] == "DeployingModel":
        # The work is over; the endpoint goes on by itself, and is nobody's but its owner's.
        stored.change(call.instance, job, status="Stopped", secondary="Stopped", ended=True)
    elif job.status == "InProgress":
        stored.change(call.instance, job, status="Stopping", secondary="Stopping")
        stop(call.instance, job.arn)
