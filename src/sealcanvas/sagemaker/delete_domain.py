"""DeleteDomain."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteDomain")
def delete_domain(call: Call, request: Request) -> Request:
    """DeleteDomain."""
    raise NotImplementedError
