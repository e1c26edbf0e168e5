"""How many jobs an account may have: set when the server starts, read by every serving process."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from sealcanvas.jobs.tables import job_limits
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one account.

    Attributes:
        running: jobs that run at a time; None is as many as there are slots.
        waiting: jobs that wait; one more is refused.
    """

    running: int | None = None
    waiting: int = 500


def get_limits(instance: Instance) -> Limits:
    """The bounds in force."""
    with instance.database.read() as connection:
        value = connection.execute(select(job_limits.c.value)).scalar()
    return Limits() if value is None else Limits(**value)


def set_limits(instance: Instance, limits: Limits) -> None:
    """Set the bounds."""
    with instance.database.transaction() as connection:
        connection.execute(delete(job_limits))
        connection.execute(insert(job_limits).values(name="limits", value=asdict(limits)))
