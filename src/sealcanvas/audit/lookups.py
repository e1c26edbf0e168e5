"""The index of the audit trail: which records have which attribute, in the order of time (docs/cloudtrail.md)."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, and_, insert, or_, select, update

from sealcanvas.audit.attributes import attributes_of
from sealcanvas.audit.tables import events, lookups, taken_in
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.storage.columns import ciphers_of
from sealcanvas.storage.database import Database
from sealcanvas.storage.rows import Rows

_UNIT = 100  # records at a time: others must not wait long for the database
_COLUMN = "audit_lookups.attribute"
_ROWS = Rows(lookups, "attribute_index", "time", "sequence")
_ROUND = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page ended."""

    time: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and its place in the list."""

    record: dict[str, Any]
    place: Place


def take_in(database: Database, most: int = _ROUND) -> int:
    """Index records that are not yet, the oldest first; how many they were.

    Args:
        most: after which to stop.
    """
    dialect, count = database.engine.dialect, 0
    encode, known = _ROWS.encoder(dialect), _known(dialect)
    while count < most:
        with database.read() as connection:
            taken = _taken(connection)
            query = select(events.c.sequence).where(events.c.sequence > taken)
            numbers = list(connection.execute(query.order_by(events.c.sequence).limit(_UNIT)).scalars())
            found = list(_rows(connection, numbers)) if numbers else []
        if not numbers:
            break
        made = [encode((known(name), row.time, row.sequence)) for row in found for name in _names(row)]
        with database.transaction() as connection:
            if _taken(connection) == taken:  # nobody else has done it meanwhile
                _ROWS.write(connection, made)
                _take(connection, numbers[-1])
                count += len(numbers)
    return count


def look_up(
    database: Database,
    account: str,
    attribute: tuple[str, str] | None,
    *,
    since: datetime | None,
    until: datetime | None,
    after: Place | None,
    limit: int,
) -> list[Found]:
    """An account's records that have the attribute, newest first.

    Args:
        attribute: name and value; None for all records.
        since, until: the times of the first and the last, both included.
        after: the place at which the last page ended.
    """
    query = (
        select(lookups.c.time, lookups.c.sequence, events.c.record)
        .join(events, events.c.sequence == lookups.c.sequence)
        .where(lookups.c.attribute_index == _name(account, *(attribute or ("", ""))))
        .order_by(lookups.c.time.desc(), lookups.c.sequence.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(lookups.c.time >= since)
    if until is not None:
        query = query.where(lookups.c.time <= until)
    if after is not None:
        earlier = and_(lookups.c.time == after.time, lookups.c.sequence < after.sequence)
        query = query.where(lookups.c.time <= after.time, or_(lookups.c.time < after.time, earlier))
    with database.read() as connection:
        rows = connection.execute(query).all()
    return [Found(json.loads(row.record), Place(row.time, row.sequence)) for row in rows]


def _names(row: Any) -> set[str]:
    record = json.loads(row.record)
    account = record["recipientAccountId"]
    return {_name(account, "", "")} | {_name(account, *each) for each in attributes_of(record) if each[1]}


def _known(dialect: Dialect) -> Callable[[str], bytes]:
    """The index of a name; nearly all of them come again in the next record."""
    index = ciphers_of(dialect)[_COLUMN].index
    return lru_cache(_ROUND)(lambda name: index(name.encode()))


def _take(connection: Connection, sequence: int) -> None:
    if not connection.execute(update(taken_in).values(sequence=sequence)).rowcount:
        connection.execute(insert(taken_in).values(id=1, sequence=sequence))


def _rows(connection: Connection, numbers: list[int]) -> Iterator[Any]:
    """Those records that can be read: one that was damaged is VerifyAuditTrail's to tell, and holds no others up."""
    query = select(events.c.sequence, events.c.time, events.c.record)
    try:
        yield from connection.execute(query.where(events.c.sequence.in_(numbers)).order_by(events.c.sequence)).all()
    except CryptoError:
        for number in numbers:
            with suppress(CryptoError):
                yield connection.execute(query.where(events.c.sequence == number)).one()


def _name(account: str, attribute: str, value: str) -> str:
    return f"{account} {attribute} {value}"  # neither an account nor an attribute's name has a blank


def _taken(connection: Connection) -> int:
    return connection.execute(select(taken_in.c.sequence)).scalar() or 0
