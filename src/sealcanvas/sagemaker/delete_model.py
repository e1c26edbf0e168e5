"""DeleteModel."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteModel")
def delete_model(call: Call, request: Request) -> Request:
    """DeleteModel."""
    raise NotImplementedError
