"""StopResource: ends the job at work on a resource, and those on what is made from it."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, named
from sealcanvas.forecast.errors import InvalidInputException, ResourceNotFoundException
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_STOPPED, CREATE_STOPPING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import descendants
from sealcanvas.jobs import queue
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_WITHOUT_JOBS = ("dataset-group", "dataset")


@forecast.operation("StopResource", resource=named("ResourceArn"), conditions=request_tags)
def stop_resource(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """CREATE_STOPPING, and CREATE_STOPPED when the job has ended; it cannot be resumed. Nothing of it is kept."""
    if not isinstance(target, Stored):
        raise ResourceNotFoundException(f"No resource found {target.arn}")
    if target.kind in _WITHOUT_JOBS:
        raise InvalidInputException(f"{target.arn} is a {target.kind}: no job makes it that could be stopped.")
    family = {each.arn: each for each in (*descendants(call, target), target)}
    working = [each for each in family.values() if each.working]
    if not working:
        raise InvalidInputException(f"{target.arn} is {target.status}: nothing is at work that could be stopped.")
    for each in working:
        stored.change(call.instance, each.arn, status=CREATE_STOPPING)
        if queue.stop(call.instance, each.arn) is None:  # it waits for what it is made from, and has no job yet
            stored.change(call.instance, each.arn, status=CREATE_STOPPED, message="It was stopped.")
