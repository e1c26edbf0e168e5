"""CreateEndpointConfig."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.conditions import config_conditions
from sealcanvas.sagemaker.endpoints.config import check_config
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "CreateEndpointConfig", resource=named("endpoint-config", "EndpointConfigName"), conditions=config_conditions
)
def create_endpoint_config(call: Call, found: Target, request: Request) -> Request:
    """Keep what an endpoint is to host; nothing runs before CreateEndpoint."""
    if isinstance(found, Stored):
        raise ValidationException(f'Cannot create already existing endpoint configuration "{found.arn}".')
    check_config(call, request)
    made = stored.store(call, "endpoint-config", found.arn, request["EndpointConfigName"], "InService", request)
    return {"EndpointConfigArn": made.arn}
