"""DescribeUserProfile."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeUserProfile")
def describe_user_profile(call: Call, request: Request) -> Request:
    """DescribeUserProfile."""
    raise NotImplementedError
