"""DescribeApp."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeApp")
def describe_app(call: Call, request: Request) -> Request:
    """DescribeApp."""
    raise NotImplementedError
