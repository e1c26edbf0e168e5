"""How a change is written: one unit of work, which also puts another stamp, so that every process reads anew."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert

from sealcanvas.organizations.tables import stamps
from sealcanvas.service.instance import Instance


@contextmanager
def change(instance: Instance) -> Iterator[Connection]:
    """A unit of work on the organisation's tables.

    The stamp is random, not a count: a change that is undone must not leave its number to the next. It is put before
    and after, so that what is read in the midst of a change outlives neither its end nor its undoing.
    """
    with instance.database.transaction() as connection:
        _stamp(connection)
        yield connection
        _stamp(connection)


def _stamp(connection: Connection) -> None:
    connection.execute(delete(stamps))
    connection.execute(insert(stamps).values(id=1, stamp=secrets.token_hex(16)))
