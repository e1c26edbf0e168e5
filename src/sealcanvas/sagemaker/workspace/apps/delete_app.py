"""DeleteApp."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.apps.app import app_named, require_app, running_in
from sealcanvas.sagemaker.workspace.spaces.space import space_conditions, space_named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.volumes.attached import detach


@sagemaker.operation("DeleteApp", resource=app_named, conditions=space_conditions)
def delete_app(call: Call, found: Target, request: Request) -> None:
    """Close an app: a snapshot keeps what its volume holds. It can be described as Deleted for a day."""
    app = require_app(call, found)
    if app.status == "Deleted":
        raise ResourceNotFound(f"App [{app.arn}] does not exist.")
    stored.change(call.instance, app, status="Deleted", ended=True)
    if not request.get("SpaceName"):
        detach(call.instance, app.arn)
        return
    space = space_named(call, request)
    if isinstance(space, Stored) and not running_in(call.instance, space):
        detach(call.instance, space.arn)
