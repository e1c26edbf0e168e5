"""CreateApp."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateApp")
def create_app(call: Call, request: Request) -> Request:
    """CreateApp."""
    raise NotImplementedError
