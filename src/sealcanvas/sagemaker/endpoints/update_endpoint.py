"""UpdateEndpoint: the models of another configuration, without a moment in which nobody answers."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named, target
from sealcanvas.sagemaker.endpoints.config import require_config
from sealcanvas.sagemaker.endpoints.deployment import Deployment, deploy
from sealcanvas.sagemaker.endpoints.endpoint import require_endpoint, require_settled
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_PROPERTIES = {"DesiredWeight": "weight", "DesiredInstanceCount": "count"}


@sagemaker.operation("UpdateEndpoint", resource=named("endpoint", "EndpointName"))
def update_endpoint(call: Call, found: Target, request: Request) -> Request:
    """Host the new models beside the old ones, and change over once all of them answer."""
    configuration = target(call, "endpoint-config", request["EndpointConfigName"])
    sagemaker.check(call, "sagemaker:UpdateEndpoint", configuration)
    endpoint = require_endpoint(found)
    require_settled(endpoint)
    if endpoint.status == "Failed":
        raise ValidationException(f'Cannot update failed endpoint "{endpoint.arn}". Delete it and create it anew.')
    for member in ("DeploymentConfig", "RetainDeploymentConfig"):
        if request.get(member):
            raise ValidationException(f"{member} is not supported.")
    excluded = [each["VariantPropertyType"] for each in request.get("ExcludeRetainedVariantProperties", [])]
    if excluded and not request.get("RetainAllVariantProperties"):
        raise ValidationException("ExcludeRetainedVariantProperties needs RetainAllVariantProperties.")
    pending = deploy(call, endpoint.arn, require_config(configuration))
    if request.get("RetainAllVariantProperties"):
        retain(endpoint.details["current"], pending, excluded)
    stored.change(call.instance, endpoint, status="Updating", pending=pending, failure_reason="")
    return {"EndpointArn": endpoint.arn}


def retain(current: Deployment, pending: Deployment, excluded: list[str]) -> None:
    """Give the new variants what those of the same names have now, but for what is excluded."""
    old = {variant["name"]: variant for variant in current["variants"]}
    for variant in pending["variants"]:
        for wire_name, name in _PROPERTIES.items():
            if variant["name"] in old and wire_name not in excluded:
                variant[name] = old[variant["name"]][name]
