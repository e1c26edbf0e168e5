"""Destroyed key material leaves the write-ahead log too: noted with the work, done by housekeeping."""

from sqlalchemy import Connection, delete, insert, select

from sealcanvas.kms.tables import settings
from sealcanvas.service.instance import Instance

_NAME = "overwritten"


def note_overwritten(connection: Connection) -> None:
    """Within the unit of work that overwrites material: have the log emptied once that is durable."""
    connection.execute(delete(settings).where(settings.c.name == _NAME))
    connection.execute(insert(settings).values(name=_NAME, value=True))


def empty_log_if_noted(instance: Instance) -> bool:
    """Empty the write-ahead log if something was overwritten; whether it was emptied."""
    database = instance.database
    with database.read() as connection:
        noted = connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()
    if noted is None or not database.empty_log():
        return False
    with database.transaction() as connection:
        connection.execute(delete(settings).where(settings.c.name == _NAME))
    return True
