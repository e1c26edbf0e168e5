"""UpdateDomain."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("UpdateDomain")
def update_domain(call: Call, request: Request) -> Request:
    """UpdateDomain."""
    raise NotImplementedError
