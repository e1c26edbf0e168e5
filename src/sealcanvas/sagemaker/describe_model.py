"""DescribeModel."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeModel")
def describe_model(call: Call, request: Request) -> Request:
    """DescribeModel."""
    raise NotImplementedError
