"""StopTransformJob."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("StopTransformJob")
def stop_transform_job(call: Call, request: Request) -> Request:
    """StopTransformJob."""
    raise NotImplementedError
