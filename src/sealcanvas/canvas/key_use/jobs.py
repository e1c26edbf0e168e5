"""Jobs under way that work with a key: their volume lies under it, or what they were asked to do names it."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from sealcanvas.canvas.key_use.settings import mentions
from sealcanvas.canvas.key_use.use import KeyUse
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import job_of
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.call import Call
from sealcanvas.volumes.tables import volumes

_UNDER_WAY = [state for state in JobState if not state.final]


def job_uses(call: Call, key_arn: str, names: Collection[str]) -> Iterator[KeyUse]:
    """The account's jobs.

    Args:
        names: all that the key is called by.
    """
    with call.instance.database.read() as connection:
        rows = connection.execute(
            select(jobs).where(jobs.c.account == call.account, jobs.c.state.in_(_UNDER_WAY))
        ).all()
        if not rows:
            return
        owners = {
            row.owner
            for row in connection.execute(select(volumes.c.owner, volumes.c.key_arn))
            if row.key_arn == key_arn
        }
    for job in map(job_of, rows):
        if job.arn in owners or mentions([job.spec.volume_key, job.spec.payload], names):
            yield KeyUse("Job", job.arn, job.arn.rpartition(":")[2])
