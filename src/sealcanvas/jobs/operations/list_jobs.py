"""ListJobs: the account's jobs, newest first."""

from sqlalchemy import select

from sealcanvas.jobs.job import Job
from sealcanvas.jobs.operations.wire import summary
from sealcanvas.jobs.queue import job_of
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.page_token import read_token, write_token

_DEFAULT = 50


@sealcanvas.operation("ListJobs")
def list_jobs(call: Call, request: Request) -> Request:
    """Tell which jobs there are and how they stand; what they are about is told to whoever may describe them."""
    before = None
    if "NextToken" in request:
        try:
            before = int(read_token(request["NextToken"]))
        except ValueError:
            raise ValidationException("The pagination token is invalid.") from None
    limit = request.get("MaxResults", _DEFAULT)
    state, kind = request.get("State"), request.get("Kind")
    found = find_jobs(call.instance, limit + 1, account=call.account, state=state, kind=kind, before=before)
    more = {"NextToken": write_token(str(found[limit - 1].number))} if len(found) > limit else {}
    return {"Jobs": [summary(job) for job in found[:limit]], **more}


def find_jobs(
    instance: Instance,
    limit: int,
    *,
    account: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    before: int | None = None,
) -> list[Job]:
    """Jobs, newest first.

    Args:
        account, state, kind: whose, in which state and of which kind; None for all.
        before: those submitted before the job of this number.
    """
    wanted = select(jobs).order_by(jobs.c.number.desc()).limit(limit)
    for column, value in ((jobs.c.account, account), (jobs.c.state, state), (jobs.c.kind, kind)):
        if value is not None:
            wanted = wanted.where(column == value)
    if before is not None:
        wanted = wanted.where(jobs.c.number < before)
    with instance.database.read() as connection:
        return [job_of(row) for row in connection.execute(wanted)]
