"""CreateDomain."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateDomain")
def create_domain(call: Call, request: Request) -> Request:
    """CreateDomain."""
    raise NotImplementedError
