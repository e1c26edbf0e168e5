"""ListAutoMLJobs."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListAutoMLJobs")
def list_auto_ml_jobs(call: Call, request: Request) -> Request:
    """ListAutoMLJobs."""
    raise NotImplementedError
