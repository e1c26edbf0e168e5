"""DeleteEndpoint."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.deployment import end
from sealcanvas.sagemaker.endpoints.endpoint import require_endpoint, require_settled
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteEndpoint", resource=named("endpoint", "EndpointName"))
def delete_endpoint(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam
    """Host nothing of it any more; its configuration and models stay."""
    endpoint = require_endpoint(found)
    require_settled(endpoint)
    end(call.instance, endpoint.arn)
    stored.remove(call.instance, endpoint)
