"""UpdateEndpointWeightsAndCapacities."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.endpoint import require_endpoint, require_settled
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("UpdateEndpointWeightsAndCapacities", resource=named("endpoint", "EndpointName"))
def update_endpoint_weights_and_capacities(call: Call, found: Target, request: Request) -> Request:
    """Change how requests are shared among variants; it holds from the next request on."""
    endpoint = require_endpoint(found)
    require_settled(endpoint)
    current = endpoint.details["current"]
    if current is None:
        raise ValidationException(f'Cannot update failed endpoint "{endpoint.arn}". Delete it and create it anew.')
    variants = {variant["name"]: dict(variant) for variant in current["variants"]}
    for wish in request["DesiredWeightsAndCapacities"]:
        name = wish["VariantName"]
        if name not in variants:
            raise ValidationException(f'Could not find variant "{name}" of endpoint "{endpoint.arn}".')
        if "ServerlessUpdateConfig" in wish:
            raise ValidationException("ServerlessUpdateConfig is not supported.")
        variants[name]["weight"] = wish.get("DesiredWeight", variants[name]["weight"])
        variants[name]["count"] = wish.get("DesiredInstanceCount", variants[name]["count"])
    if not any(variant["weight"] > 0 for variant in variants.values()):
        raise ValidationException("DesiredWeightsAndCapacities: no variant would have a weight above 0.")
    stored.change(call.instance, endpoint, current={**current, "variants": list(variants.values())})
    return {"EndpointArn": endpoint.arn}
