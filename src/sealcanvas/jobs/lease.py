"""Leases: which supervisor runs a job, until when, and what becomes of a job whose supervisor is gone."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from sealcanvas.jobs import queue
from sealcanvas.jobs.job import Failure, Job, JobState
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.instance import Instance

LEASE = timedelta(seconds=60)
ATTEMPTS = 2


def take(instance: Instance, owner: str) -> Job | None:
    """Lease the job that has waited longest; None if none waits."""
    waiting = select(jobs.c.job_id).where(jobs.c.state == JobState.QUEUED).order_by(jobs.c.number).limit(1)
    with instance.database.read() as connection:
        if connection.execute(waiting).first() is None:
            return None
    with instance.database.transaction() as connection:
        job_id = connection.execute(waiting).scalar()
        if job_id is None:
            return None
        now = instance.clock()
        queue.change(
            connection,
            job_id,
            state=JobState.RUNNING,
            attempt=jobs.c.attempt + 1,
            started_at=now,
            lease_owner=owner,
            lease_until=now + LEASE,
        )
        return queue.get(connection, job_id)


def renew(instance: Instance, job_id: str) -> JobState:
    """Prolong the lease; the job's state, which may have become Stopping."""
    with instance.database.transaction() as connection:
        connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(lease_until=instance.clock() + LEASE))
        return queue.get(connection, job_id).state


def reclaim(instance: Instance, owner: str) -> list[Job]:
    """Deal with the jobs that a supervisor before this one left running, when `owner` starts; as they now stand.

    There is one supervisor to a database, so that whatever another one holds is interrupted, its lease run out
    or not.
    """
    held = select(jobs.c.job_id).where(
        jobs.c.state.in_([JobState.RUNNING, JobState.STOPPING]),
        or_(jobs.c.lease_owner.is_(None), jobs.c.lease_owner != owner),
    )
    with instance.database.read() as connection:
        found = connection.execute(held.order_by(jobs.c.number)).scalars().all()
    return [interrupted(instance, job_id, "The server ended while the job ran") for job_id in found]


def interrupted(instance: Instance, job_id: str, reason: str, code: str = "Interrupted") -> Job:
    """Queue a job again whose run was cut short; or end it, if it was to stop or may not run once more.

    Args:
        reason: a sentence without its full stop.
        code: the failure's code, if it comes to that.
    """
    with instance.database.transaction() as connection:
        job = queue.get(connection, job_id)
        if job.state.final:
            return job
        if job.state is JobState.STOPPING:
            return queue.end(instance, job_id, JobState.STOPPED)
        if job.spec.idempotent and job.attempt < ATTEMPTS:
            queue.change(connection, job_id, state=JobState.QUEUED, lease_owner=None, lease_until=None)
            return queue.get(connection, job_id)
        why = "it had been started anew once before" if job.spec.idempotent else "it cannot be started anew"
        return queue.end(instance, job_id, JobState.FAILED, failure=Failure(code, f"{reason}, and {why}."))
