"""Leases: which supervisor runs a job, until when, and what becomes of a job whose run was cut short."""

import logging
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, select, update

from sealcanvas.jobs import events, queue
from sealcanvas.jobs.events import Happening
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure, Job, JobState
from sealcanvas.jobs.supervision import outputs
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.jobs")
LEASE = timedelta(seconds=60)
ATTEMPTS = 2


def take(instance: Instance, owner: str, job_id: str) -> Job | None:
    """Lease a queued job; None if it is not queued any more."""
    with instance.database.transaction() as connection:
        now = instance.clock()
        leased = connection.execute(
            update(jobs)
            .where(jobs.c.job_id == job_id, jobs.c.state == JobState.QUEUED)
            .values(
                state=JobState.RUNNING,
                attempt=jobs.c.attempt + 1,
                started_at=now,
                progress=None,
                lease_owner=owner,
                lease_until=now + LEASE,
            )
        )
        if not leased.rowcount:
            return None
        job = queue.get(connection, job_id)
        events.append(connection, job_id, now, Happening(JobState.RUNNING, job.attempt))
        return job


def renew(instance: Instance, job_id: str) -> JobState:
    """Prolong the lease; the job's state, which may have become Stopping."""
    with instance.database.transaction() as connection:
        connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(lease_until=instance.clock() + LEASE))
        return queue.get(connection, job_id).state


def reclaim(instance: Instance, owner: str, live: Collection[str] = ()) -> list[Job]:
    """Deal with the jobs that are said to run and do not; as they now stand.

    There is one supervisor to a database (the state folder's lock), so that whatever another one holds was
    interrupted, its lease run out or not, and the clock has no say in it.

    Args:
        live: ids of the jobs that `owner` does run.
    """
    held = select(jobs.c.job_id, jobs.c.lease_owner).where(
        jobs.c.state.in_([JobState.RUNNING, JobState.STOPPING]),
        or_(jobs.c.lease_owner.is_(None), jobs.c.lease_owner != owner, jobs.c.job_id.not_in(live)),
    )
    with instance.database.read() as connection:
        found = connection.execute(held.order_by(jobs.c.number)).all()
    reasons = {owner: "What became of the job could not be recorded"}
    return [
        _reclaimed(instance, row.job_id, reasons.get(row.lease_owner, "The server ended while the job ran"))
        for row in found
    ]


def _reclaimed(instance: Instance, job_id: str, reason: str) -> Job:
    try:
        return interrupted(instance, job_id, reason)
    except Exception as error:  # a hook: neither other jobs nor the server's start must wait for it
        _log.error("job %s met a %s", job_id, place_of(error))
        return queue.end(instance, job_id, JobState.FAILED, failure=Failure("Interrupted", f"{reason}."), tell=False)


def interrupted(
    instance: Instance, job_id: str, reason: str, code: str = "Interrupted", *, counted: bool = True
) -> Job:
    """Queue a job again whose run was cut short; or end it, if it was to stop or may not run once more.

    Args:
        reason: a sentence without its full stop.
        code: the failure's code, if it comes to that.
        counted: whether this run counts as one of the two that a job may have; one that never began, or that was cut
            short by an orderly end of the server, is none.
    """
    with instance.database.transaction() as connection:
        job = queue.get(connection, job_id)
        if job.state.final:
            return job
        if job.state is JobState.STOPPING:
            return queue.end(instance, job_id, JobState.STOPPED)
        if job.spec.idempotent and (job.attempt < ATTEMPTS or not counted):
            outputs.begin_anew(connection, job_id)
            attempt = job.attempt if counted else job.attempt - 1
            queue.change(connection, job_id, state=JobState.QUEUED, attempt=attempt, lease_owner=None, lease_until=None)
            events.append(
                connection, job_id, instance.clock(), Happening(JobState.QUEUED, attempt, message=f"{reason}.")
            )
            return queue.get(connection, job_id)
        why = "it had been started anew once before" if job.spec.idempotent else "it cannot be started anew"
        return queue.end(instance, job_id, JobState.FAILED, failure=Failure(code, f"{reason}, and {why}."))
