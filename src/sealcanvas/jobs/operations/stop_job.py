"""StopJob."""

from sealcanvas.jobs.operations.access import job_named, require_job
from sealcanvas.jobs.queue import stop
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import Resource


@sealcanvas.operation("StopJob", action=None, resource=job_named)
def stop_job(call: Call, resource: Resource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Ask a job to stop; harmless once it has ended."""
    require_job(call, resource, stop=True)
    job = stop(call.instance, resource.arn)
    return {"State": str(job.state)} if job else {}
