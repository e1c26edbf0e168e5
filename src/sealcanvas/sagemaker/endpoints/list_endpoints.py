"""ListEndpoints."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListEndpoints", atomic=False)
def list_endpoints(call: Call, request: Request) -> Request:
    """List the caller's endpoints, by default the newest first."""
    found, more = page(request, stored.of_kind(call, "endpoint"), sort_by="CreationTime", order="Descending")
    told = [
        {
            "EndpointName": endpoint.name,
            "EndpointArn": endpoint.arn,
            "CreationTime": endpoint.created_at,
            "LastModifiedTime": endpoint.modified_at,
            "EndpointStatus": endpoint.status,
        }
        for endpoint in found
    ]
    return {"Endpoints": told, **more}
