"""Units of work on the metadata database, with group commit.

Every process has one connection, used by one thread at a time. A unit of work is a savepoint; the surrounding
transaction is committed by whoever first needs its work to be durable, and everybody whose savepoint was
released before that commit shares its one fsync.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class CommitFailed(Exception):
    """What was written could not be made durable (disk full, say): it is undone and must not be acknowledged."""


class Database:
    """One writer's door to the metadata database.

    Args:
        engine: from `storage.engine`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._lock = threading.RLock()
        self._depth = 0
        self._open = False
        self._written = 0  # units of work released so far
        self._durable = 0  # units of work known to be on disk
        self._lost = 0  # units of work up to here and not durable were undone by a failed commit
        self._thread = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A unit of work: all of it happens, or none; on exit it is durable (unless within `deferred`).

        Nested units are savepoints of the outer one. An exception undoes the unit and travels on.
        """
        with self._lock:
            if not self._open:
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._open = True
            name = f"u{self._depth}"
            self._connection.exec_driver_sql(f"SAVEPOINT {name}")
            self._depth += 1
            try:
                yield self._connection
            except BaseException:
                self._connection.exec_driver_sql(f"ROLLBACK TO {name}")
                raise
            finally:
                self._depth -= 1
                self._connection.exec_driver_sql(f"RELEASE {name}")
                outermost = self._depth == 0
                if outermost:
                    self._written += 1
                ticket = self._written
        if outermost:
            if getattr(self._thread, "deferrals", 0):
                self._thread.ticket = ticket
            else:
                self._commit(ticket)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection, for statements that change nothing; they see every finished unit of work."""
        with self._lock:
            yield self._connection

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Several units of work, one wait: what this thread does inside is durable when the outermost exits."""
        self._thread.deferrals = getattr(self._thread, "deferrals", 0) + 1
        try:
            yield
        finally:
            self._thread.deferrals -= 1
            ticket = getattr(self._thread, "ticket", 0)
            if not self._thread.deferrals and ticket:
                self._thread.ticket = 0
                self._commit(ticket)

    def _commit(self, ticket: int) -> None:
        if self._durable >= ticket:
            return
        with self._lock:
            if self._durable >= ticket or self._depth:
                return  # somebody's commit took us along, or we are inside a unit that will commit us
            if ticket <= self._lost:
                raise CommitFailed("the work was undone: an earlier commit of its group failed")
            try:
                self._connection.exec_driver_sql("COMMIT")
            except DBAPIError as error:
                self._undo()
                raise CommitFailed(f"the metadata database could not commit: {error.orig}") from error
            self._open = False
            self._durable = self._written

    def _undo(self) -> None:
        self._open = False
        self._lost = self._written
        with suppress(DBAPIError):  # SQLite may have rolled back by itself
            self._connection.exec_driver_sql("ROLLBACK")

    def close(self) -> None:
        """Commit what is left and close the connection; the write-ahead log is folded into the file."""
        with self._lock:
            if self._open:
                self._connection.exec_driver_sql("COMMIT")
                self._open = False
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()
            self.engine.dispose()
