"""The hash-chained audit trail: appended to with the work it records, checked from its first link."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from sealcanvas.audit.event import Event
from sealcanvas.audit.tables import events
from sealcanvas.crypto.audit_mac import chain
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.database import Database
from sealcanvas.storage.rows import Rows

_FIRST = bytes(32)
_LAST = select(events.c.link).order_by(events.c.sequence.desc()).limit(1)
_ROWS = Rows(events, "time", "event_source", "event_name", "request_index", "record", "link")


class BrokenChain(Exception):
    """The trail was tampered with: a record was changed, removed or put in between."""


class Trail:
    """The trail of one database.

    Args:
        mac_key: 32 bytes derived from the root key; whoever lacks it cannot forge a link.
        observer: told of the events of each call, before they are appended.
    """

    def __init__(
        self, database: Database, mac_key: Secret, observer: Callable[[Sequence[Event]], None] | None = None
    ) -> None:
        self._database = database
        self._mac_key = mac_key
        self._observer = observer
        self._encode = _ROWS.encoder(database.engine.dialect)

    def record(self, happened: Iterable[Event]) -> None:
        """Append events; durable on return, or with the caller's unit of work."""
        happened = tuple(happened)
        if self._observer is not None:
            self._observer(happened)
        self._database.append(self._write, [self._row(event) for event in happened])

    def _row(self, event: Event) -> tuple[bytes, tuple[Any, ...]]:
        body = json.dumps(event.record(), separators=(",", ":"), ensure_ascii=False).encode()
        return body, self._encode((event.time, event.source, event.name, event.request_id, body, b""))

    def _write(self, connection: Connection, rows: list[tuple[bytes, tuple[Any, ...]]]) -> None:
        link: bytes = connection.execute(_LAST).scalar() or _FIRST
        encoded = []
        for body, row in rows:
            link = chain(self._mac_key, link, body)
            encoded.append((*row[:-1], link))
        _ROWS.write(connection, encoded)

    def of_request(self, request_id: str) -> list[dict[str, Any]]:
        """The records of one request and of all that it called, in order."""
        with self._database.read_appended() as connection:
            rows = connection.execute(
                select(events.c.record).where(events.c.request_index == request_id).order_by(events.c.sequence)
            ).scalars()
            return [json.loads(row) for row in rows]

    def newest(self, limit: int = 50) -> list[dict[str, Any]]:
        """The newest records, newest first."""
        with self._database.read_appended() as connection:
            rows = connection.execute(select(events.c.record).order_by(events.c.sequence.desc()).limit(limit)).scalars()
            return [json.loads(row) for row in rows]

    def before(self, sequence: int | None, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """The records before the one with that sequence number (None: all), newest first, each with its number."""
        query = select(events.c.sequence, events.c.record).order_by(events.c.sequence.desc()).limit(limit)
        if sequence is not None:
            query = query.where(events.c.sequence < sequence)
        with self._database.read_appended() as connection:
            return [(row.sequence, json.loads(row.record)) for row in connection.execute(query)]

    def following(
        self, sequence: int, most: int, source: str, names: Sequence[str]
    ) -> tuple[list[dict[str, Any]], int | None]:
        """The records of some events among the next ones, oldest first, and the number of the last one looked at.

        Args:
            sequence: after which record to begin; 0 for the first.
            most: how many records to look at, of whatever event.
            source, names: the events that are wanted.

        Returns:
            No records and None where there is none after `sequence`. One that was damaged is left out: `verify` tells.
        """
        upcoming = select(events.c.sequence).where(events.c.sequence > sequence).order_by(events.c.sequence).limit(most)
        with self._database.read_appended() as connection:
            last = connection.execute(select(func.max(upcoming.subquery().c.sequence))).scalar()
            if last is None:
                return [], None
            among = (events.c.sequence > sequence, events.c.sequence <= last)
            wanted = (*among, events.c.event_source == source, events.c.event_name.in_(names))
            return [json.loads(body) for body in _readable(connection, wanted)], int(last)

    def verify(self) -> int:
        """Check every link; how many records there are.

        Raises:
            BrokenChain: a link does not follow from its record and the link before it, or a record is missing
                in between. (That the newest records were cut off is seen only beside an older count.)
        """
        link, count = _FIRST, 0
        for sequence, body, stored in self._links():
            count += 1
            link = chain(self._mac_key, link, body)
            if sequence != count or link != stored:
                raise BrokenChain(f"record {count} of the audit trail does not follow from the one before it")
        return count

    def _links(self) -> Iterator[tuple[int, bytes, bytes]]:
        after = 0
        while True:
            with self._database.read_appended() as connection:
                rows = connection.execute(
                    select(events.c.sequence, events.c.record, events.c.link)
                    .where(events.c.sequence > after)
                    .order_by(events.c.sequence)
                    .limit(500)
                ).all()
            if not rows:
                return
            for row in rows:
                yield row.sequence, row.record, row.link
            after = rows[-1].sequence


def _readable(connection: Connection, wanted: tuple[ColumnElement[bool], ...]) -> list[bytes]:
    """The bodies of the records that fit, oldest first, without those that were damaged."""
    query = select(events.c.record).order_by(events.c.sequence)
    try:
        return list(connection.execute(query.where(*wanted)).scalars())
    except CryptoError:
        bodies: list[bytes] = []
        for number in connection.execute(select(events.c.sequence).where(*wanted)).scalars().all():
            with suppress(CryptoError):
                bodies.append(connection.execute(query.where(events.c.sequence == number)).scalar_one())
        return bodies
