"""CreateEndpoint."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named, target
from sealcanvas.sagemaker.endpoints.config import require_config
from sealcanvas.sagemaker.endpoints.deployment import KIND, deploy
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateEndpoint", resource=named("endpoint", "EndpointName"), conditions=request_tags)
def create_endpoint(call: Call, found: Target, request: Request) -> Request:
    """Host the models of a configuration; allowed on the endpoint and on its configuration."""
    conditions = request_tags(call, found, request)
    configuration = target(call, "endpoint-config", request["EndpointConfigName"])
    sagemaker.check(call, "sagemaker:CreateEndpoint", configuration, conditions)
    if isinstance(found, Stored):
        raise ValidationException(f'Cannot create already existing endpoint "{found.arn}".')
    config = require_config(configuration)
    if "DeploymentConfig" in request:
        raise ValidationException("DeploymentConfig is not supported.")
    pending = deploy(call, found.arn, config)
    name = request["EndpointName"]
    made = stored.store(
        call, KIND, found.arn, name, "Creating", request, current=None, pending=pending, failure_reason=""
    )
    return {"EndpointArn": made.arn}
