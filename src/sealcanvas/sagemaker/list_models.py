"""ListModels."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListModels")
def list_models(call: Call, request: Request) -> Request:
    """ListModels."""
    raise NotImplementedError
