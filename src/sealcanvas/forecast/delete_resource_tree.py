"""DeleteResourceTree: a resource with everything that was made from it."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, at_rest, named
from sealcanvas.forecast.datasets.dataset import require_idle
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.tree import descendants, forget
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("DeleteResourceTree", resource=named("ResourceArn"))
def delete_resource_tree(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a resource and all below it, or nothing if a job is at work on any of it; exported files stay.

    As AWS documents it, a dataset group's datasets stay.
    """
    if not isinstance(target, Stored):
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    doomed = [*descendants(call, target), target]
    for resource in doomed:
        at_rest(resource)
        if resource.kind == "dataset":
            require_idle(call, resource.arn)
    for resource in doomed:
        if stored.find(call.instance, resource.arn) is not None:
            forget(call, resource)
