"""Automatic rotation: carried out by the server's clock."""

from functools import partial

from sqlalchemy import Connection, select

from sealcanvas.kms.rotate import rotate
from sealcanvas.kms.rotation_schedule import move_on, schedule_of
from sealcanvas.kms.tables import keys, rotation_schedules
from sealcanvas.service.instance import Instance

_AT_ONCE = 100  # so that other chores get their turn where very many keys are due


def rotate_due(instance: Instance) -> list[str]:
    """Rotate the enabled keys whose date has come, the longest overdue first; the ARNs of those rotated.

    A key that is disabled or pending deletion waits: it is due until it is enabled again or gone.
    """
    due = (rotation_schedules.c.next_at <= instance.clock(), keys.c.state == "Enabled")
    with instance.database.read() as connection:
        found = connection.execute(
            select(keys.c.arn)
            .join(rotation_schedules, rotation_schedules.c.key_arn == keys.c.arn)
            .where(*due)
            .order_by(rotation_schedules.c.next_at, keys.c.arn)
            .limit(_AT_ONCE)
        ).scalars()
        arns = list(found)
    return [arn for arn in arns if rotate(instance, arn, "AUTOMATIC", partial(_moved_on, instance, arn))]


def _moved_on(instance: Instance, key_arn: str, connection: Connection) -> bool:
    """Whether the key still is due; its next date is set then."""
    schedule, now = schedule_of(connection, key_arn), instance.clock()
    state = connection.execute(select(keys.c.state).where(keys.c.arn == key_arn)).scalar()
    if schedule is None or schedule.next_at > now or state != "Enabled":
        return False
    move_on(connection, key_arn, schedule, now)
    return True
