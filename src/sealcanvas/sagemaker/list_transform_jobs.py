"""ListTransformJobs."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListTransformJobs")
def list_transform_jobs(call: Call, request: Request) -> Request:
    """ListTransformJobs."""
    raise NotImplementedError
