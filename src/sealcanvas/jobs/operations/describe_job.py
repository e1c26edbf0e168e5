"""DescribeJob: how a job stands."""

from typing import Any

from sealcanvas.jobs import events
from sealcanvas.jobs.job import Job
from sealcanvas.jobs.operations.access import job_named, require_job
from sealcanvas.jobs.operations.wire import description
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import Resource


@sealcanvas.operation("DescribeJob", action=None, resource=job_named)
def describe_job(call: Call, resource: Resource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell the state of the newest job of that ARN, and where its task said that it stands."""
    return describe(call.instance, require_job(call, resource))


def describe(instance: Instance, job: Job) -> dict[str, Any]:
    """What DescribeJob answers."""
    with instance.database.read() as connection:
        report = events.newest_report(connection, job.job_id)
    ours = report if report is not None and report.what.attempt == job.attempt else None
    return description(job, ours, instance.clock())
