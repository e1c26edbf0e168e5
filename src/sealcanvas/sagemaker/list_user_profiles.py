"""ListUserProfiles."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListUserProfiles")
def list_user_profiles(call: Call, request: Request) -> Request:
    """ListUserProfiles."""
    raise NotImplementedError
