"""ListModels."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListModels", atomic=False)
def list_models(call: Call, request: Request) -> Request:
    """List the caller's models, by default the newest first."""
    found, more = page(request, stored.of_kind(call, "model"), sort_by="CreationTime", order="Descending")
    models = [{"ModelArn": item.arn, "ModelName": item.name, "CreationTime": item.created_at} for item in found]
    return {"Models": models, **more}
