"""DeleteModel."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.models.model import require_model
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteModel", resource=named("model", "ModelName"))
def delete_model(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Forget a model; its bundle in S3 and running transform jobs stay as they are."""
    stored.remove(call.instance, require_model(found))
