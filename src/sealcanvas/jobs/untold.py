"""Jobs whose services could not be told of their end: a hook failed. They are told again until they have heard.

Else a resource would be in progress for ever, though its job has ended.
"""

from collections.abc import Iterator

from sqlalchemy import select, update

from sealcanvas.jobs import hooks
from sealcanvas.jobs.job import Job
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.instance import Instance


def untold_ids(instance: Instance) -> Iterator[str]:
    """The ids of these jobs, oldest first."""
    asked = select(jobs.c.job_id).where(jobs.c.told.is_(False)).order_by(jobs.c.number)
    with instance.database.read() as connection:
        yield from connection.execute(asked).scalars().all()


def tell(instance: Instance, job: Job) -> None:
    """Run the hooks of a job that has ended, unless they have run: in one unit of work with the note that they have."""
    with instance.database.transaction() as connection:
        owed = update(jobs).where(jobs.c.job_id == job.job_id, jobs.c.told.is_(False)).values(told=True)
        if connection.execute(owed).rowcount:
            hooks.tell_finished(instance, job)
