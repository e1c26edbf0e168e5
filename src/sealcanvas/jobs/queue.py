"""The durable queue: submit, find, stop and forget jobs, always within the caller's unit of work."""

import json
import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from sealcanvas.jobs import hooks
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState, Progress
from sealcanvas.jobs.signals import signals_of
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
    """
    if len(json.dumps(spec.payload).encode()) > MAXIMUM_PAYLOAD:
        raise ValueError("a job's payload has at most 1 MiB")
    instance = call.instance
    job_id = secrets.token_hex(16)
    with instance.database.transaction() as connection:
        connection.execute(
            insert(jobs).values(
                job_id=job_id,
                arn=spec.arn,
                arn_index=spec.arn,
                spec={**asdict(spec), "region": spec.region or call.region},
                state=JobState.QUEUED,
                idempotent=spec.idempotent,
                attempt=0,
                created_at=instance.clock(),
            )
        )
        job = get(connection, job_id)
    signals_of(instance).work()
    return job


def find(instance: Instance, arn: str) -> Job | None:
    """The newest job submitted for `arn`, or None."""
    with instance.database.read() as connection:
        row = connection.execute(
            select(jobs).where(jobs.c.arn_index == arn).order_by(jobs.c.number.desc()).limit(1)
        ).one_or_none()
    return None if row is None else _job(row)


def stop(instance: Instance, arn: str) -> Job | None:
    """Ask the newest job of `arn` to stop: a queued one is Stopped at once, a running one is Stopping until it ends.

    Returns:
        The job as it now stands, unchanged if it had ended before; None if there is none.
    """
    with instance.database.transaction() as connection:
        job = find(instance, arn)
        if job is None or job.state.final:
            return job
        if job.state is JobState.QUEUED:
            return end(instance, job.job_id, JobState.STOPPED)
        change(connection, job.job_id, state=JobState.STOPPING)
        job = get(connection, job.job_id)
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
) -> Job:
    """Give a job its final state and tell its hooks, in one unit of work."""
    with instance.database.transaction() as connection:
        change(
            connection,
            job_id,
            state=state,
            result=result,
            failure=asdict(failure) if failure else None,
            finished_at=instance.clock(),
            lease_owner=None,
            lease_until=None,
        )
        job = get(connection, job_id)
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
    return _job(connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one())


def _job(row: Row[Any]) -> Job:
    return Job(
        job_id=row.job_id,
        spec=JobSpec(**row.spec),
        state=JobState(row.state),
        attempt=row.attempt,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        progress=Progress(**(row.progress or {})),
        result=row.result or {},
        failure=Failure(**row.failure) if row.failure else None,
    )
