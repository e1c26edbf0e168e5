"""ListDomains."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListDomains")
def list_domains(call: Call, request: Request) -> Request:
    """ListDomains."""
    raise NotImplementedError
