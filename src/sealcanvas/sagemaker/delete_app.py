"""DeleteApp."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.app import app_named, require_app
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteApp", resource=app_named)
def delete_app(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Close an app; it can still be described as Deleted until its name is used again."""
    app = require_app(found)
    if app.status == "Deleted":
        raise ResourceNotFound(f"App [{app.arn}] does not exist.")
    stored.change(call.instance, app, status="Deleted", ended=True)
