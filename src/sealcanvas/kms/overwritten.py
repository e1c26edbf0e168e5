"""Destroyed key material leaves the write-ahead log too: noted with the work, done by housekeeping."""

from sqlalchemy import Connection

from sealcanvas.kms.chores import number_of, set_number
from sealcanvas.service.instance import Instance

_NAME = "overwritten"


def note_overwritten(connection: Connection) -> None:
    """Within the unit of work that overwrites material: have the log emptied once that is durable."""
    set_number(connection, _NAME, 1)


def empty_log_if_noted(instance: Instance) -> bool:
    """Empty the write-ahead log if something was overwritten; whether it was emptied."""
    database = instance.database
    with database.read() as connection:
        noted = number_of(connection, _NAME)
    if not noted or not database.empty_log():
        return False
    with database.transaction() as connection:
        set_number(connection, _NAME, 0)
    return True
