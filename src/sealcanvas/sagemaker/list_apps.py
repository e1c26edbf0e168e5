"""ListApps."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListApps")
def list_apps(call: Call, request: Request) -> Request:
    """ListApps."""
    raise NotImplementedError
