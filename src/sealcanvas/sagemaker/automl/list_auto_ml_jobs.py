"""ListAutoMLJobs."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.automl.wire import summary
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListAutoMLJobs", atomic=False)
def list_auto_ml_jobs(call: Call, request: Request) -> Request:
    """List the caller's AutoML jobs, by default by name, descending (API reference)."""
    jobs = stored.of_kind(call, "automl-job")
    found, more = page(request, jobs, sort_by="Name", order="Descending")
    return {"AutoMLJobSummaries": [summary(job) for job in found], **more}
