"""DescribeModel."""

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.models.model import require_model
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = ("Containers", "ExecutionRoleArn", "ModelName", "PrimaryContainer")


@sagemaker.operation("DescribeModel", resource=named("model", "ModelName"), atomic=False)
def describe_model(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about a model."""
    model = require_model(found)
    kept = {name: model.request[name] for name in _ECHOED if name in model.request}
    return {**kept, "ModelArn": model.arn, "CreationTime": model.created_at, "EnableNetworkIsolation": False}
