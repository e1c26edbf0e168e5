"""DescribeTransformJob."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeTransformJob")
def describe_transform_job(call: Call, request: Request) -> Request:
    """DescribeTransformJob."""
    raise NotImplementedError
