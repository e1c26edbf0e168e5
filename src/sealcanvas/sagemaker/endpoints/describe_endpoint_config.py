"""DescribeEndpointConfig."""

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.config import require_config
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeEndpointConfig", resource=named("endpoint-config", "EndpointConfigName"), atomic=False)
def describe_endpoint_config(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam
    """Tell all about a configuration."""
    config = require_config(found)
    told = {
        "EndpointConfigName": config.name,
        "EndpointConfigArn": config.arn,
        "ProductionVariants": config.request["ProductionVariants"],
        "CreationTime": config.created_at,
        "EnableNetworkIsolation": False,
    }
    if "KmsKeyId" in config.request:
        told["KmsKeyId"] = config.request["KmsKeyId"]
    return told
