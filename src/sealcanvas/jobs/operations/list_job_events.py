"""ListJobEvents: what happened to a job, and what happens to it."""

from typing import Any

from sealcanvas.jobs import events
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.operations.access import job_named, require_job
from sealcanvas.jobs.operations.wire import event
from sealcanvas.service.call import Call
from sealcanvas.service.not_yet import NotYet
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.page_token import read_token, write_token
from sealcanvas.service.resource import Resource

_DEFAULT = 50


@sealcanvas.operation("ListJobEvents", action=None, resource=job_named, atomic=False)
def list_job_events(call: Call, resource: Resource, request: Request) -> Request:
    """Tell the events behind NextToken, oldest first; with WaitSeconds, wait for one if there is none yet.

    The answer's NextToken goes on from there, also while nothing has happened; there is none behind the last event of a
    job that has ended.
    """
    job = require_job(call, resource)
    database = call.instance.database
    behind = _number(request.get("NextToken"), job.job_id)
    limit = request.get("MaxResults", _DEFAULT)
    with database.read() as connection:
        found = events.after(connection, job.job_id, behind, limit + 1)
    told, more = found[:limit], len(found) > limit
    if not told and not job.state.final and call.waited < request.get("WaitSeconds", 0):

        def is_there() -> bool:
            with database.read() as connection:
                return events.newest_number(connection, job.job_id) > behind

        raise NotYet(is_there, request["WaitSeconds"])
    now = call.instance.clock() if job.state is JobState.RUNNING and not more else None
    answer: dict[str, Any] = {"Events": [event(each, now) for each in told]}
    if more or not job.state.final:
        last = told[-1].number if told else behind
        answer["NextToken"] = write_token(f"{job.job_id} {last}")
    return answer


def _number(token: str | None, job_id: str) -> int:
    """The event that a token goes on from; an older job's under the same ARN means the first of this one."""
    if token is None:
        return 0
    try:
        of, _, text = read_token(token).partition(" ")
        number = int(text)
    except ValueError:
        raise ValidationException("The pagination token is invalid.") from None
    return number if of == job_id else 0
