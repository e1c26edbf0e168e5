"""How often the tables that remembered reads rest on were changed: by this process, and by others.

Every statement of this process passes by here; what it changes is counted before it does. Other processes read of our
changes in a table of counts, which each unit of work that changed something puts forward as part of itself: they look
there when SQLite says that something was committed (`PRAGMA data_version`), on a connection of their own, so that
nobody who looks waits for whoever writes.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from threading import Lock, local
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, String, Table, TextClause, event
from sqlalchemy.sql.util import find_tables

from sealcanvas.storage.metadata import metadata

WATCHED: set[str] = set()
"""The tables whose changes are counted; `storage.remembered` puts them here."""

UNWATCHED = {"sealcanvas_unwatched": True}
"""Execution options of a statement whose change no remembered read tells of."""

_HARMLESS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SELECT")
_COUNTS = "SELECT name, changes FROM storage_changes"
_PUT = "INSERT INTO storage_changes VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET changes = changes + 1"
_INTO = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z0-9_]+)[ (]")

counts = Table(
    "storage_changes",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("changes", Integer, nullable=False),
)


class _Recording(local):
    tables: set[str] | None = None


class Changes:
    """The counts of one database, as seen by one process.

    Args:
        engine: whose statements are watched.
        connection: the one that everything is done by; used under its database's lock alone.
        watcher: a driver's connection that only looks.
    """

    def __init__(self, engine: Engine, connection: Connection, watcher: Any) -> None:
        counts.create(connection, checkfirst=True)
        self._connection = connection
        self._watcher = watcher
        self._watching = Lock()
        self._counts: defaultdict[str, int] = defaultdict(int)
        self._ticks = count(1)
        self._recording = _Recording()
        self._touched: set[str] = set()  # by the unit of work at hand
        self._group_touched: set[str] = set()  # by what is not committed yet
        self._version = self._data_version()
        self._seen = self._published()
        event.listen(engine, "before_cursor_execute", self._before)

    def stamp(self, tables: tuple[str, ...]) -> tuple[int, ...]:
        """Something that is equal as long as none of the tables is changed."""
        return tuple([self._counts[name] for name in tables])

    def touched(self, tables: Iterable[str]) -> bool:
        """Whether the unit of work at hand, which may still be undone, has changed one of the tables."""
        return not self._touched.isdisjoint(tables)

    def outdated(self, tables: Iterable[str]) -> bool:
        """Whether what the connection reads now is older than what was counted: a statement that is not read to its end
        holds all others to the view that it began with.
        """
        seen = self._seen
        shown = {row.name: row.changes for row in self._connection.exec_driver_sql(_COUNTS).all()}
        return any(shown.get(name, 0) < seen.get(name, 0) for name in tables)

    def catch_up(self) -> None:
        """Count what others have committed since the last look."""
        with self._watching:
            version = self._data_version()
            if version == self._version:
                return
            before, self._seen = self._seen, self._published()
            self._count(name for name, changes in self._seen.items() if before.get(name) != changes)
            self._version = version

    def publish(self) -> None:
        """A unit of work is about to end well: tell other processes, as a part of it."""
        if self._touched:
            self._connection.exec_driver_sql(_PUT, [(name,) for name in sorted(self._touched)])
            self._group_touched |= self._touched
            self._touched.clear()

    def undone(self, *, whole: bool) -> None:
        """What the unit of work at hand did is undone, or a part of it.

        Args:
            whole: it is at its end.
        """
        self._count(self._touched)
        if whole:
            self._touched.clear()

    def settled(self, *, lost: bool) -> None:
        """The transaction was committed, or is `lost` with all its units."""
        if lost:
            self._count(self._group_touched | self._touched)
            self._touched.clear()
        self._group_touched.clear()

    @contextmanager
    def only(self, tables: Collection[str]) -> Iterator[None]:
        """Hold what this thread reads inside to those tables.

        Raises:
            RuntimeError: it read another.
        """
        outer, self._recording.tables = self._recording.tables, set()
        try:
            yield
            read = self._recording.tables
        finally:
            self._recording.tables = outer
        if outer is not None:
            outer |= read
        if not read <= set(tables):
            raise RuntimeError(f"a remembered read rests on tables that it does not name: {read - set(tables)}")

    def _before(self, _connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: Any) -> None:
        compiled = context.compiled
        if compiled is None or isinstance(compiled.statement, TextClause):
            if not statement.startswith(_HARMLESS):
                self._touch(_changed_by(statement))
        elif context.isinsert or context.isupdate or context.isdelete:
            name = compiled.statement.table.name
            if "sealcanvas_unwatched" in context.execution_options:
                return
            self._touch(_with_children(name) if context.isdelete else {name})
        elif self._recording.tables is not None:
            found = find_tables(
                compiled.statement, check_columns=True, include_joins=True, include_selects=True, include_aliases=True
            )
            self._recording.tables |= {each.name for each in found if isinstance(each, Table)}

    def _touch(self, names: Collection[str]) -> None:
        watched = WATCHED.intersection(names)
        if watched:
            self._touched |= watched
            self._count(watched)

    def _count(self, names: Iterable[str]) -> None:
        for name in names:
            self._counts[name] = next(self._ticks)  # no number comes twice, whichever thread counts

    def _data_version(self) -> int:
        ((version,),) = self._watcher.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _published(self) -> dict[str, int]:
        return dict(self._watcher.execute(_COUNTS).fetchall())

    def close(self) -> None:
        """Look no more."""
        with self._watching:
            self._watcher.close()


@cache
def _changed_by(statement: str) -> frozenset[str]:
    """The tables that a statement in the database's own words may change."""
    into = _INTO.match(statement)
    if into is None:
        return frozenset(WATCHED)
    return _with_children(into[1]) if statement.startswith("DELETE") else frozenset({into[1]})


@cache
def _with_children(name: str) -> frozenset[str]:
    """The table, and those whose rows go or change with its rows."""
    below = {name}
    while more := {
        table.name
        for table in metadata.tables.values()
        if table.name not in below
        and any(key.ondelete and key.column.table.name in below for key in table.foreign_keys)
    }:
        below |= more
    return frozenset(below)
