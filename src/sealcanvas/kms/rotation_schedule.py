"""When a key rotates automatically: its period and its next date."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from sealcanvas.kms.tables import keys, rotation_schedules
from sealcanvas.service.instance import Instance

DEFAULT_DAYS = 365


@dataclass(frozen=True, slots=True)
class RotationSchedule:
    """Of a key that rotates automatically.

    Attributes:
        next_at: from when on it is due; in the past for a key that was disabled meanwhile.
    """

    period_days: int
    next_at: datetime


def schedule_of(connection: Connection, key_arn: str) -> RotationSchedule | None:
    """The key's schedule, or None where it does not rotate automatically."""
    table = rotation_schedules
    row = connection.execute(
        select(table.c.period_days, table.c.next_at).where(table.c.key_arn == key_arn)
    ).one_or_none()
    return None if row is None else RotationSchedule(row.period_days, row.next_at)


def begin_schedule(connection: Connection, key_arn: str, period_days: int, start: datetime) -> None:
    """Rotate the key every `period_days`, counted from `start`, whatever held before."""
    end_schedule(connection, key_arn)
    next_at = start + timedelta(days=period_days)
    connection.execute(insert(rotation_schedules).values(key_arn=key_arn, period_days=period_days, next_at=next_at))


def end_schedule(connection: Connection, key_arn: str) -> None:
    """Rotate the key automatically no more."""
    connection.execute(delete(rotation_schedules).where(rotation_schedules.c.key_arn == key_arn))


def move_on(connection: Connection, key_arn: str, schedule: RotationSchedule, now: datetime) -> None:
    """Set the next date one period from now."""
    next_at = now + timedelta(days=schedule.period_days)
    connection.execute(
        update(rotation_schedules).where(rotation_schedules.c.key_arn == key_arn).values(next_at=next_at)
    )


def schedule_managed_keys(instance: Instance) -> None:
    """Give a schedule to the AWS managed keys that were made before there was rotation."""
    without = keys.c.arn.not_in(select(rotation_schedules.c.key_arn))
    with instance.database.transaction() as connection:
        found = connection.execute(select(keys.c.arn, keys.c.created_at).where(keys.c.manager == "AWS", without)).all()
        for row in found:
            begin_schedule(connection, row.arn, DEFAULT_DAYS, row.created_at)
