"""CreateModel."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateModel")
def create_model(call: Call, request: Request) -> Request:
    """CreateModel."""
    raise NotImplementedError
