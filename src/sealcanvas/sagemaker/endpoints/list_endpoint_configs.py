"""ListEndpointConfigs."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListEndpointConfigs", atomic=False)
def list_endpoint_configs(call: Call, request: Request) -> Request:
    """List the caller's configurations, by default the newest first."""
    configs = stored.of_kind(call, "endpoint-config")
    found, more = page(request, configs, sort_by="CreationTime", order="Descending")
    told = [
        {"EndpointConfigName": item.name, "EndpointConfigArn": item.arn, "CreationTime": item.created_at}
        for item in found
    ]
    return {"EndpointConfigs": told, **more}
