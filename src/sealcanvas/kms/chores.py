"""How far the chores of housekeeping are: a number each, for all processes."""

from sqlalchemy import Connection, insert, select, update

from sealcanvas.kms.tables import chores


def number_of(connection: Connection, name: str) -> int:
    """The number of the chore of that name; 0 at first."""
    found = connection.execute(select(chores.c.number).where(chores.c.name == name)).scalar()
    return int(found or 0)


def set_number(connection: Connection, name: str, number: int) -> None:
    """Set it, within the caller's unit of work."""
    if not connection.execute(update(chores).where(chores.c.name == name).values(number=number)).rowcount:
        connection.execute(insert(chores).values(name=name, number=number))
