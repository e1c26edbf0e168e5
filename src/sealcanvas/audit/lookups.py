"""The index of the audit trail: which records have which attribute, in the order of time (docs/cloudtrail.md)."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from sealcanvas.audit.attributes import attributes_of
from sealcanvas.audit.tables import events, lookups, taken_in
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.storage.database import Database

_UNIT = 50  # records at a time: others must not wait long for the database
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
    count = 0
    while count < most:
        with database.read() as connection:
            if _newest(connection) <= _taken(connection):
                break
        with database.transaction() as connection:
            done = _unit(connection)
        count += done
        if not done:
            break
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


def _unit(connection: Connection) -> int:
    query = select(events.c.sequence).where(events.c.sequence > _taken(connection))
    numbers = list(connection.execute(query.order_by(events.c.sequence).limit(_UNIT)).scalars())
    if not numbers:
        return 0
    made = []
    for row in _rows(connection, numbers):
        record = json.loads(row.record)
        account = record["recipientAccountId"]
        names = {_name(account, "", "")} | {_name(account, *each) for each in attributes_of(record) if each[1]}
        made += [{"attribute_index": name, "time": row.time, "sequence": row.sequence} for name in sorted(names)]
    if made:
        connection.execute(insert(lookups), made)
    last = numbers[-1]
    if not connection.execute(update(taken_in).values(sequence=last)).rowcount:
        connection.execute(insert(taken_in).values(id=1, sequence=last))
    return len(numbers)


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


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(events.c.sequence))).scalar() or 0


def _taken(connection: Connection) -> int:
    return connection.execute(select(taken_in.c.sequence)).scalar() or 0
