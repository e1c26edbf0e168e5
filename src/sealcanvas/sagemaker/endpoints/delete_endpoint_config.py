"""DeleteEndpointConfig."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.config import require_config
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteEndpointConfig", resource=named("endpoint-config", "EndpointConfigName"))
def delete_endpoint_config(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam
    """Forget a configuration; endpoints that were made of it go on."""
    stored.remove(call.instance, require_config(found))
