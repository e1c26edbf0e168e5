"""DeleteSpace: its volume and snapshots go with it."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.apps.app import apps_of, running_in
from sealcanvas.sagemaker.workspace.spaces.space import require_space, space_conditions, space_named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.volumes.attached import delete_attached


@sagemaker.operation("DeleteSpace", resource=space_named, conditions=space_conditions)
def delete_space(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a space whose apps are deleted."""
    space = require_space(found)
    if running_in(call.instance, space):
        raise ResourceInUse(f"Unable to delete Space [{space.arn}] because App(s) are associated with it.")
    for app in apps_of(call.instance, space):
        stored.remove(call.instance, app)
    delete_attached(call.instance, space.arn)
    stored.remove(call.instance, space)
