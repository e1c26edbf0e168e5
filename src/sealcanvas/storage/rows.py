"""Many rows into one table by the driver's own hand: as SQLAlchemy's types write them, at a tenth of its cost."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.types import TypeDecorator


class Rows:
    """How rows of a table are written.

    Args:
        columns: the columns that every row has, by their names; the others get their defaults.
    """

    def __init__(self, table: Table, *columns: str) -> None:
        self._kinds = [table.c[name].type for name in columns]
        places = ", ".join("?" * len(columns))
        self._statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - the table's own words

    def encoder(self, dialect: Dialect) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """What makes a row of the driver's out of one with a value for each column."""
        ways = [_bind(kind, dialect) for kind in self._kinds]
        return lambda row: tuple([value if way is None else way(value) for way, value in zip(ways, row, strict=True)])

    def write(self, connection: Connection, encoded: Sequence[tuple[Any, ...]]) -> None:
        """Write rows that the encoder made, within the caller's unit of work."""
        connection.exec_driver_sql(self._statement, list(encoded))


def _bind(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    way: Callable[[Any], Any] | None
    if isinstance(kind, TypeDecorator):
        way = kind.bind_processor(dialect)
    else:
        way = kind.dialect_impl(dialect).bind_processor(dialect)
    return way
