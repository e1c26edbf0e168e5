"""CreateAutoMLJobV2."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateAutoMLJobV2")
def create_auto_ml_job_v2(call: Call, request: Request) -> Request:
    """CreateAutoMLJobV2."""
    raise NotImplementedError
