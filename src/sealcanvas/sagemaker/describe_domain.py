"""DescribeDomain."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeDomain")
def describe_domain(call: Call, request: Request) -> Request:
    """DescribeDomain."""
    raise NotImplementedError
