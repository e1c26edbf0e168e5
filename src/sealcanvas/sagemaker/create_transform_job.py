"""CreateTransformJob."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateTransformJob")
def create_transform_job(call: Call, request: Request) -> Request:
    """CreateTransformJob."""
    raise NotImplementedError
