"""All or nothing: what a job writes to S3 is noted before it is written, and taken back unless the job succeeds.

However often its worker or the server is killed: the note is durable before the first byte is sent.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.tables import job_outputs, jobs
from sealcanvas.s3.uri import parse_uri
from sealcanvas.s3.withdraw import newest_version, withdraw
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance

# A request that a killed worker had sent may still be worked on when its job ends.
_STRAGGLERS = timedelta(seconds=60)


def note(instance: Instance, job_id: str, uri: str) -> None:
    """A worker of the job is about to write this object.

    Raises:
        ValueError: it is no S3 URI.
    """
    bucket, key = parse_uri(uri)
    with instance.database.transaction() as connection:
        known = update(job_outputs).where(job_outputs.c.job_id == job_id, job_outputs.c.uri_index == uri)
        if not connection.execute(known.values(stale=False)).rowcount:
            output = {"bucket": bucket, "key": key, "before": newest_version(instance, bucket, key)}
            connection.execute(insert(job_outputs).values(job_id=job_id, uri_index=uri, output=output, stale=False))


def begin_anew(connection: Connection, job_id: str) -> None:
    """The job will be done once more: what it has written is of use only if it is written again."""
    connection.execute(update(job_outputs).where(job_outputs.c.job_id == job_id).values(stale=True))


def keep(instance: Instance, job_id: str, spec: JobSpec) -> None:
    """The job succeeded: what it wrote stays, but for what only an attempt wrote that was cut short."""
    with instance.database.transaction() as connection:
        _withdraw(instance, connection, spec, job_outputs.c.job_id == job_id, job_outputs.c.stale)
        forget(connection, job_id)


def forget(connection: Connection, job_id: str) -> None:
    """Nothing will be taken back any more."""
    connection.execute(delete(job_outputs).where(job_outputs.c.job_id == job_id))


def take_back(instance: Instance, job_id: str, spec: JobSpec) -> int:
    """Remove what any attempt of a job wrote that did not succeed; how many objects that were."""
    with instance.database.transaction() as connection:
        return _withdraw(instance, connection, spec, job_outputs.c.job_id == job_id)


def _withdraw(instance: Instance, connection: Connection, spec: JobSpec, *which: ColumnElement[bool]) -> int:
    noted = connection.execute(select(job_outputs.c.output).where(*which)).scalars().all()
    call = service_call(instance, f"{spec.service}.amazonaws.com", source_arn=spec.arn, region=spec.region)
    return sum(withdraw(call, each["bucket"], each["key"], each["before"]) for each in noted)


def take_back_one(instance: Instance, job_id: str, spec: JobSpec, uri: str) -> None:
    """Remove one object that the job wrote for a moment only, and forget it."""
    mine = (job_outputs.c.job_id == job_id, job_outputs.c.uri_index == uri)
    with instance.database.transaction() as connection:
        _withdraw(instance, connection, spec, *mine)
        connection.execute(delete(job_outputs).where(*mine))


def sweep(instance: Instance) -> None:
    """Look once more for what jobs wrote that ended a minute ago without success, and forget what they noted."""
    ended = instance.clock() - _STRAGGLERS
    over = select(jobs.c.job_id, jobs.c.spec, jobs.c.number, jobs.c.arn_index).where(
        jobs.c.finished_at < ended, jobs.c.job_id.in_(select(job_outputs.c.job_id))
    )
    with instance.database.read() as connection:
        found = connection.execute(over).all()
    for row in found:
        with instance.database.transaction() as connection:
            again = select(jobs.c.number).where(jobs.c.arn_index == row.arn_index, jobs.c.number > row.number)
            if connection.execute(again).first() is None:  # else it may have been written anew under the same ARN
                take_back(instance, row.job_id, JobSpec(**row.spec))
            forget(connection, row.job_id)
