"""CreateModel."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.models.container import check_runnable, only_container
from sealcanvas.sagemaker.registry.packaged import packaged_container
from sealcanvas.sagemaker.roles import require_role
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateModel", resource=named("model", "ModelName"), conditions=request_tags)
def create_model(call: Call, found: Target, request: Request) -> Request:
    """Make a model of a bundle; the bundle is read when it is used, as the role."""
    if isinstance(found, Stored):
        # AWS answers so: CreateModel declares no ResourceInUse.
        raise ValidationException(f'Cannot create already existing model "{found.arn}".')
    for member in ("VpcConfig", "EnableNetworkIsolation", "InferenceExecutionConfig"):
        if request.get(member):
            raise ValidationException(f"{member} is not supported.")
    container = packaged_container(call, only_container(request))
    check_runnable(container)
    if "ExecutionRoleArn" not in request:
        raise ValidationException("ExecutionRoleArn is required.")
    require_role(call, request["ExecutionRoleArn"], found.arn)
    made = stored.store(call, "model", found.arn, request["ModelName"], "InService", request, container=container)
    return {"ModelArn": made.arn}
