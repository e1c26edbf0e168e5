"""The durable queue: submit, find, stop and forget jobs, always within the caller's unit of work."""

import json
import secrets
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sealcanvas.jobs import events, hooks, untold
from sealcanvas.jobs.errors import QueueFull
from sealcanvas.jobs.events import Happening
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState, Progress
from sealcanvas.jobs.priority import Priority, effective, rank
from sealcanvas.jobs.refused_key import refused_key
from sealcanvas.jobs.sentence import whole
from sealcanvas.jobs.supervision import outputs
from sealcanvas.jobs.supervision.limits import get_limits
from sealcanvas.jobs.supervision.signals import signals_of
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

MAXIMUM_PAYLOAD = 1 << 20


def submit(call: Call, spec: JobSpec) -> Job:
    """Queue a job; it runs once the caller's transaction is done, and never if that is undone.

    Args:
        call: whoever asked; that they may pass the role is for the service to have checked.

    Raises:
        ValueError: the payload is not JSON, or longer than 1 MiB.
        QueueFull: the job's account has as many jobs waiting as it may.
    """
    if len(json.dumps(spec.payload).encode()) > MAXIMUM_PAYLOAD:
        raise ValueError("a job's payload has at most 1 MiB")
    instance, now = call.instance, call.instance.clock()
    job_id, priority = secrets.token_hex(16), effective(spec.priority)
    with instance.database.transaction() as connection:
        turn = _next_turn(connection, instance, spec)
        connection.execute(
            insert(jobs).values(
                job_id=job_id,
                account=spec.account,
                kind=spec.kind,
                arn=spec.arn,
                arn_index=spec.arn,
                spec={**asdict(spec), "region": spec.region or call.region},
                state=JobState.QUEUED,
                priority=priority,
                turn=turn,
                rank=rank(turn, priority),
                idempotent=spec.idempotent,
                attempt=0,
                created_at=now,
            )
        )
        events.append(connection, job_id, now, Happening(JobState.QUEUED, 0))
        job = get(connection, job_id)
    signals_of(instance).work()
    return job


def _next_turn(connection: Connection, instance: Instance, spec: JobSpec) -> int:
    mine = jobs.c.account == spec.account
    waiting = connection.execute(select(func.count()).where(mine, jobs.c.state == JobState.QUEUED)).scalar_one()
    most = get_limits(instance).waiting
    if waiting >= most:
        raise QueueFull(spec.service, most)
    return (connection.execute(select(func.max(jobs.c.turn)).where(mine)).scalar() or 0) + 1


def find(instance: Instance, arn: str) -> Job | None:
    """The newest job submitted for `arn`, or None."""
    with instance.database.read() as connection:
        row = connection.execute(
            select(jobs).where(jobs.c.arn_index == arn).order_by(jobs.c.number.desc()).limit(1)
        ).one_or_none()
    return None if row is None else job_of(row)


def unfinished(instance: Instance, account: str, kinds: Collection[str]) -> list[Job]:
    """An account's jobs of some kinds that have not ended, oldest first."""
    going = [state for state in JobState if not state.final]
    where = (jobs.c.state.in_(going), jobs.c.account == account, jobs.c.kind.in_(tuple(kinds)))
    with instance.database.read() as connection:
        return [job_of(row) for row in connection.execute(select(jobs).where(*where).order_by(jobs.c.number))]


def of_kinds(instance: Instance, account: str, kinds: Collection[str]) -> list[Job]:
    """All of an account's jobs of some kinds, ended or not, oldest first."""
    where = (jobs.c.account == account, jobs.c.kind.in_(tuple(kinds)))
    with instance.database.read() as connection:
        return [job_of(row) for row in connection.execute(select(jobs).where(*where).order_by(jobs.c.number))]


def stop(instance: Instance, arn: str) -> Job | None:
    """Ask the newest job of `arn` to stop: a queued one is Stopped at once, a running one is Stopping until it ends.

    A service that could not be told of the job's end is told now.

    Returns:
        The job as it now stands, unchanged if it had ended before; None if there is none.
    """
    with instance.database.transaction() as connection:
        job = find(instance, arn)
        if job is None:
            return None
        if job.state.final:
            untold.tell(instance, job)
            return job
        if job.state is JobState.QUEUED:
            return end(instance, job.job_id, JobState.STOPPED)
        if job.state is JobState.RUNNING:
            change(connection, job.job_id, state=JobState.STOPPING)
            job = get(connection, job.job_id)
            events.append(connection, job.job_id, instance.clock(), Happening(JobState.STOPPING, job.attempt))
            hooks.tell_stopping(instance, job)
    signals_of(instance).stop(job.job_id)
    return job


def forget(instance: Instance, arn: str) -> None:
    """Delete the ended jobs of `arn` from the database, as the resource they worked for is deleted."""
    with instance.database.transaction() as connection:
        ended = [state for state in JobState if state.final]
        connection.execute(delete(jobs).where(jobs.c.arn_index == arn, jobs.c.state.in_(ended)))


def end(
    instance: Instance,
    job_id: str,
    state: JobState,
    *,
    result: dict[str, Any] | None = None,
    failure: Failure | None = None,
    tell: bool = True,
) -> Job:
    """Give a job its final state and tell its hooks, in one unit of work.

    Wherever its failure is told, it says the same. What it wrote to S3 stays if it succeeded; else what any of its
    attempts wrote is taken back.

    Args:
        tell: False where a hook has failed: it is told again later (`jobs.untold`).

    Returns:
        The job as it now stands: unchanged if it had ended before.
    """
    with instance.database.transaction() as connection:
        before = get(connection, job_id)
        if before.state.final:
            return before
        now = instance.clock()
        role = before.spec.role_arn
        failure = whole(failure, role, refused_key(instance, failure, role)) if failure else None
        change(
            connection,
            job_id,
            state=state,
            result=result,
            failure=asdict(failure) if failure else None,
            finished_at=now,
            told=tell,
            lease_owner=None,
            lease_until=None,
        )
        told = f"{failure.code}: {failure.message}" if failure else ""
        events.append(connection, job_id, now, Happening(state, before.attempt, message=told))
        job = get(connection, job_id)
        if state is JobState.SUCCEEDED:
            outputs.keep(instance, job_id, job.spec)
        else:
            outputs.take_back(instance, job_id, job.spec)
        if tell:
            hooks.tell_finished(instance, job)
    return job


def change(connection: Connection, job_id: str, **values: Any) -> None:
    """Set columns of one job."""
    connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(**values))


def get(connection: Connection, job_id: str) -> Job:
    """The job with this id.

    Raises:
        NoResultFound: there is none.
    """
    return job_of(connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one())


def job_of(row: Row[Any]) -> Job:
    """The job that a row of the table holds."""
    return Job(
        number=row.number,
        job_id=row.job_id,
        spec=JobSpec(**{**row.spec, "priority": Priority(row.priority)}),
        state=JobState(row.state),
        attempt=row.attempt,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        progress=Progress(**(row.progress or {})),
        result=row.result or {},
        failure=Failure(**row.failure) if row.failure else None,
    )
