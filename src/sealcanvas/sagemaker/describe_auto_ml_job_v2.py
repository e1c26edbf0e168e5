"""DescribeAutoMLJobV2."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeAutoMLJobV2")
def describe_auto_ml_job_v2(call: Call, request: Request) -> Request:
    """DescribeAutoMLJobV2."""
    raise NotImplementedError
