"""ListTransformJobs."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.transform.describe_transform_job import summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListTransformJobs", atomic=False)
def list_transform_jobs(call: Call, request: Request) -> Request:
    """List the caller's transform jobs, by default the newest first."""
    jobs = stored.of_kind(call, "transform-job")
    found, more = page(request, jobs, sort_by="CreationTime", order="Descending")
    return {"TransformJobSummaries": [summary(job) for job in found], **more}
