"""DeleteUserProfile."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteUserProfile")
def delete_user_profile(call: Call, request: Request) -> Request:
    """DeleteUserProfile."""
    raise NotImplementedError
