"""Units of work on the metadata database, with group commit.

Every process has one connection, used by one thread at a time. A unit of work is a savepoint; the surrounding
transaction is committed by whoever needs its work to be durable and finds nobody waiting with more, and everybody
whose savepoint was released before that commit shares its one fsync.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from sealcanvas.storage.changes import Changes
from sealcanvas.storage.commit_group import Batch, CommitFailed, Deferral, Fate, Group, WouldWait, Writer
from sealcanvas.storage.engine import watching_connection
from sealcanvas.storage.memory import NOTHING, Memory, rememberable

_PATIENCE_WITH_READERS = 200  # milliseconds that `empty_log` waits for other processes; all of this one wait with it
_PATIENCE = 0.005  # seconds that a commit waits, at most, for the units of work that stand in line


class Database:
    """One writer's door to the metadata database.

    Args:
        engine: from `storage.engine`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._changes = Changes(engine, self._connection, watching_connection(engine))
        self._memory = Memory()
        self._lock = threading.RLock()
        self._moved = threading.Condition(self._lock)  # a group has met its fate, or the last in line is done
        self._line = 0  # threads that wait for their turn with a unit of work
        self._counting = threading.Lock()
        self._reading = 0
        self._depth = 0
        self._group: Group | None = None  # of the open transaction, if there is one
        self._batch = Batch()  # what waits to be written
        self._riders: list[Batch] = []  # that were, in the open transaction
        self._deferral = Deferral()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A unit of work: all of it happens, or none; on exit it is durable (unless within `deferred`).

        Nested units are savepoints of the outer one. An exception undoes the unit and travels on.

        Raises:
            CommitFailed: the unit is undone, because it could not be made durable.
        """
        self.must_wait()
        with self._turn():
            group = self._begin()
            name = f"u{self._depth}"
            try:
                self._connection.exec_driver_sql(f"SAVEPOINT {name}")
            except BaseException:
                if not self._depth and not group.units:
                    self._abandon()  # nobody else would end it, and other processes wait for its lock
                raise
            self._enter()
            try:
                yield self._connection
                if self._depth == 1:
                    self._changes.publish()
            except BaseException:
                self._leave()
                self._take_back(group, name)
                raise
            self._leave()
            outermost = self._depth == 0
            self._release(group, name)
        if outermost:
            if self._deferral.depth:
                self._deferral.groups.append(group)
            else:
                self._commit(group)

    def if_lost(self, undo: Callable[[], object]) -> None:
        """Within a unit of work: call `undo` if what was done is lost later, since it could not be committed.

        Args:
            undo: what must follow outside of the database; called under its lock, so it only takes note.
        """
        with self._lock:
            if self._group is not None:
                self._group.if_lost.append(undo)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection, for statements that change nothing; they see every finished unit of work."""
        self.must_wait()
        with self._lock:
            self._reading += 1
            try:
                yield self._connection
            finally:
                self._reading -= 1

    @contextmanager
    def read_appended(self) -> Iterator[Connection]:
        """As `read`, for whoever reads what is appended: all of that is durable first."""
        self.must_wait()
        with self._counting:
            batch = self._batch
        if batch.rows:
            self._commit(batch)
        with self.read() as connection:
            yield connection

    def append(self, write: Writer, rows: list[Any]) -> None:
        """Have rows written with whatever is committed next; on return they are durable, as a unit of work would be.

        Within a unit of work they are a part of it. They tell of what this thread did: where that is lost, they are.

        Args:
            write: is given the rows of many, in the order of their coming; its failure loses all of them.

        Raises:
            CommitFailed: as `transaction`.
        """
        if self._deferral.units:
            with self.transaction() as connection:
                write(connection, rows)
            return
        with self._counting:
            if any(group.fate is Fate.LOST for group in self._deferral.groups):
                raise CommitFailed("the work that was to be recorded was undone: a commit of its group failed")
            batch = self._batch
            batch.rows.setdefault(write, []).extend(rows)
        if self._deferral.depth:
            self._deferral.groups.append(batch)
        else:
            self._commit(batch)

    @contextmanager
    def prompt(self) -> Iterator[list[Any]]:
        """What this thread does inside waits for nothing; what it appends is in the list that is given.

        It is durable once `keep` was called with that list, by a thread that may wait.

        Raises:
            WouldWait: something inside cannot be answered from what is remembered.
        """
        self._changes.catch_up()
        deferral = self._deferral
        deferral.depth, deferral.prompt = 1, True
        promised: list[Any] = deferral.groups
        try:
            yield promised
        finally:
            deferral.depth, deferral.prompt, deferral.groups = 0, False, []

    def keep(self, promised: list[Any]) -> None:
        """Make what was appended durable.

        Raises:
            CommitFailed: some of it was lost.
        """
        self._commit_all(promised)

    def must_wait(self) -> None:
        """Called before what takes longer than a moment: it is no work for `prompt`.

        Raises:
            WouldWait: this thread is within `prompt`.
        """
        if self._deferral.prompt:
            raise WouldWait

    def recall(
        self, question: Callable[..., Any], tables: tuple[str, ...], most: int, holder: Any, args: tuple[Any, ...]
    ) -> Any:
        """`question(holder, *args)`, which reads `tables` alone; as remembered, if none of them has changed since.

        Args:
            most: answers to keep for this question.
        """
        if not self._deferral.prompt:
            self._changes.catch_up()
        known = self._memory.of(question, most)
        # Without the lock: what a unit of work changes is counted before it does, and kept from others until its end.
        found = known.found(args, self._changes.stamp(tables))
        if found is not NOTHING:
            return found
        self.must_wait()
        with self._lock:
            stamp = self._changes.stamp(tables)
            if not rememberable(args) or self._changes.touched(tables) or self._changes.outdated(tables):
                return question(holder, *args)
            with self._changes.only(tables):
                answer = question(holder, *args)
            known.keep(args, stamp, answer)
            return answer

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Several units of work, one wait: what this thread does inside is durable when the outermost exits.

        Raises:
            CommitFailed: one of the units was undone, because it could not be made durable.
        """
        self._deferral.depth += 1
        try:
            yield
        finally:
            self._end_deferral()

    @contextmanager
    def deferrable(self) -> Iterator[None]:
        """Units of work are durable one by one, as ever, until `defer_rest` is called inside.

        Raises:
            CommitFailed: as `deferred`.
        """
        before, self._deferral.rest = self._deferral.rest, False
        try:
            yield
        finally:
            began, self._deferral.rest = self._deferral.rest, before
            if began:
                self._end_deferral()

    def defer_rest(self) -> None:
        """What this thread does from now on is durable when its innermost `deferrable` exits; without one, as ever."""
        if self._deferral.rest is False:
            self._deferral.rest = True
            self._deferral.depth += 1

    def _end_deferral(self) -> None:
        self._deferral.depth -= 1
        if not self._deferral.depth:
            groups, self._deferral.groups = self._deferral.groups, []
            self._commit_all(groups)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The lock, for a unit of work; whoever wants to commit sees that it is waited for."""
        with self._counting:
            self._line += 1
        with self._lock:
            with self._counting:
                self._line -= 1
            try:
                yield
            finally:
                if not self._line:
                    self._moved.notify_all()

    def _enter(self) -> None:
        self._depth += 1
        self._deferral.units += 1

    def _leave(self) -> None:
        self._depth -= 1
        self._deferral.units -= 1

    def _begin(self) -> Group:
        if self._group is None:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._group = Group()
        return self._group

    def _release(self, group: Group, name: str) -> None:
        if group.fate is Fate.LOST:  # a statement within ended the transaction, and its error was caught
            if self._depth == 0:
                self._abandon()
            raise CommitFailed("the work was undone: the metadata database gave its transaction up")
        try:
            self._connection.exec_driver_sql(f"RELEASE {name}")
        except DBAPIError as error:
            self._abandon()
            raise CommitFailed(f"the metadata database gave its transaction up: {error.orig}") from error
        if self._depth == 0:
            group.units += 1

    def _take_back(self, group: Group, name: str) -> None:
        """Undo one unit; where it was the only one, end the transaction, for other processes wait for its lock."""
        self._changes.undone(whole=not self._depth)
        if group.fate is Fate.OPEN:
            try:
                self._connection.exec_driver_sql(f"ROLLBACK TO {name}")
                self._connection.exec_driver_sql(f"RELEASE {name}")
            except DBAPIError:  # SQLite had rolled everything back by itself, as it may when the disk is full
                group.fate = Fate.LOST
                if self._depth:  # whoever catches the error must not go on outside of a transaction
                    self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        if self._depth == 0 and (group.fate is Fate.LOST or not group.units):
            self._abandon()

    def _commit_all(self, groups: list[Group]) -> None:
        failure: CommitFailed | None = None
        for group in dict.fromkeys(groups):
            try:
                self._commit(group)
            except CommitFailed as error:
                failure = failure or error
        if failure:
            raise failure

    def _commit(self, group: Group) -> None:
        with self._lock:
            if self._line and not self._depth and not self._reading:
                # A reader's view must not change under it: within `read` the lock stays ours.
                self._moved.wait_for(lambda: group.fate is not Fate.OPEN or not self._line, _PATIENCE)
            if group.fate is Fate.LOST:
                raise CommitFailed("the work was undone: a commit of its group failed")
            if group.fate is Fate.DURABLE or self._depth:
                return  # somebody's commit took us along, or we are inside a unit that will commit us
            self._write_batch()
            try:
                self._connection.exec_driver_sql("COMMIT")
            except DBAPIError as error:
                self._abandon()
                raise CommitFailed(f"the metadata database could not commit: {error.orig}") from error
            group.fate = Fate.DURABLE
            for each in (self._group, *self._riders):
                if each is not None:
                    each.fate = Fate.DURABLE
            self._group, self._riders = None, []
            self._changes.settled(lost=False)
            self._moved.notify_all()

    def _write_batch(self) -> None:
        """Write what was appended, within the open transaction or a new one; whoever appended it commits it."""
        with self._counting:
            batch, self._batch = self._batch, (Batch() if self._batch.rows else self._batch)
        if not batch.rows or batch is self._batch:
            return
        try:
            group = self._begin()
            group.units += 1  # one that the undoing of others does not undo
            self._riders.append(batch)
            for write, rows in batch.rows.items():
                write(self._connection, rows)
        except BaseException as error:
            batch.fate = Fate.LOST
            self._abandon()
            raise CommitFailed("what was appended could not be written") from error

    def _abandon(self) -> None:
        """Roll the open transaction back; its units are lost."""
        group, self._group = self._group, None
        riders, self._riders = self._riders, []
        self._changes.settled(lost=True)
        for rider in riders:
            rider.fate = Fate.LOST
        if group is not None:
            group.fate = Fate.LOST
            if group.units:
                with self._counting:  # what waits to be written may tell of them
                    self._batch.fate, self._batch = Fate.LOST, Batch()
            self._moved.notify_all()
            for undo in group.if_lost:
                undo()
        with suppress(DBAPIError):  # SQLite may have rolled back by itself
            self._connection.exec_driver_sql("ROLLBACK")

    def empty_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it; False where another process reads just now.

        Raises:
            CommitFailed: what stood open could not be committed.
        """
        with self._lock:
            if self._depth:
                raise RuntimeError("the log cannot be emptied within a unit of work")
            while self._group is not None:  # a unit of work that began while we waited for others' commit
                self._commit(self._group)
            if self._connection.dialect.name != "sqlite":
                return True
            patience = self._connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            self._connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_WITH_READERS}")
            try:
                return not self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            finally:
                self._connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")

    def close(self) -> None:
        """Commit what is left and close the connection; the write-ahead log is folded into the file."""
        with self._lock:
            if self._group is not None or self._batch.rows:
                self._commit(self._group or self._batch)
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self._changes.close()
            self._connection.close()
            self.engine.dispose()
