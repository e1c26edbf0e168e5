"""CreateUserProfile."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateUserProfile")
def create_user_profile(call: Call, request: Request) -> Request:
    """CreateUserProfile."""
    raise NotImplementedError
