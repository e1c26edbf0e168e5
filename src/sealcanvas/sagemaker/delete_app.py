"""DeleteApp."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteApp")
def delete_app(call: Call, request: Request) -> Request:
    """DeleteApp."""
    raise NotImplementedError
