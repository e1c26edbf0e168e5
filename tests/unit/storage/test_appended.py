"""Rows that ride along with the next commit, and work that waits for nothing."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.commit_group import CommitFailed, WouldWait
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine

ROOT = Secret(bytes(32))
written: list[list[str]] = []


def write(connection: Connection, rows: list[Any]) -> None:
    written.append(list(rows))
    connection.execute(text("INSERT INTO notes VALUES (:body)"), [{"body": row} for row in rows])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(sqlite_engine(path, ROOT))
    with opened.transaction() as connection:
        connection.execute(text("CREATE TABLE notes (body TEXT NOT NULL)"))
    written.clear()
    yield opened
    opened.close()


def durable(path: Path) -> list[str]:
    """What another process sees."""
    other = Database(sqlite_engine(path, ROOT))
    with other.read() as connection:
        found = [str(row.body) for row in connection.execute(text("SELECT body FROM notes ORDER BY rowid"))]
    other.close()
    return found


def add(database: Database, body: str) -> None:
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO notes VALUES (:body)"), {"body": body})


def test_they_are_durable_on_return(database: Database, path: Path) -> None:
    database.append(write, ["a", "b"])
    assert durable(path) == ["a", "b"]


def test_those_of_many_are_written_as_one_in_the_order_of_their_coming(database: Database, path: Path) -> None:
    with database.deferred():
        for body in "abc":
            database.append(write, [body])
        add(database, "unit")
        assert written == []
    assert written == [["a", "b", "c"]]
    assert sorted(durable(path)) == ["a", "b", "c", "unit"]


def test_within_a_unit_they_are_a_part_of_it(database: Database, path: Path) -> None:
    with pytest.raises(KeyError):
        _unit_that_fails(database)
    with database.transaction():
        database.append(write, ["kept"])
    assert durable(path) == ["kept"]


def _unit_that_fails(database: Database) -> None:
    with database.transaction():
        database.append(write, ["undone"])
        raise KeyError


def test_whoever_reads_them_finds_all_and_leaves_nothing_open(database: Database, path: Path) -> None:
    with database.deferred():
        database.append(write, ["a"])
        with database.read_appended() as connection:
            assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 1
        assert durable(path) == ["a"]


def test_they_are_lost_with_a_commit_that_fails(database: Database, path: Path) -> None:
    with pytest.raises(CommitFailed):
        _lost(database)
    database.append(write, ["later"])
    assert durable(path) == ["later"]


def _lost(database: Database) -> None:
    def fail(_connection: Connection, _rows: list[Any]) -> None:
        raise OSError("no space")

    with database.deferred():
        add(database, "unit")
        database.append(fail, ["a"])


def test_no_record_of_work_that_is_lost_outlives_it(database: Database, path: Path) -> None:
    def before() -> None:
        _lose(database)
        database.append(write, ["done"])

    def after() -> None:
        database.append(write, ["done"])
        _lose(database)

    for rest in (before, after):
        with pytest.raises(CommitFailed):
            _work(database, rest)
    database.append(write, ["later"])
    assert durable(path) == ["later"]


def _work(database: Database, rest: Callable[[], None]) -> None:
    with database.deferred():
        add(database, "unit")
        rest()


def _lose(database: Database) -> None:
    """Another thread's unit takes the open transaction with it, as when SQLite rolls back because the disk is full."""

    def lose() -> None:
        with pytest.raises(CommitFailed), database.transaction() as connection:
            connection.exec_driver_sql("ROLLBACK")

    thread = threading.Thread(target=lose)
    thread.start()
    thread.join()


def test_the_undoing_of_a_unit_leaves_what_was_appended(database: Database, path: Path) -> None:
    with database.deferred():
        database.append(write, ["a"])
        with pytest.raises(ValueError, match="no"):
            _fail(database)
    assert durable(path) == ["a"]


def _fail(database: Database) -> None:
    with database.transaction():
        raise ValueError("no")


def test_what_is_prompt_waits_for_nothing_and_is_kept_by_another(database: Database, path: Path) -> None:
    taken, done = threading.Event(), threading.Event()

    def busy() -> None:
        with database.read():
            taken.set()
            done.wait()

    thread = threading.Thread(target=busy)
    thread.start()
    taken.wait()
    with database.prompt() as promised:
        database.append(write, ["a"])
    assert durable(path) == []
    done.set()
    thread.join()
    database.keep(promised)
    assert durable(path) == ["a"]


@pytest.mark.parametrize("what", ["read", "transaction", "read_appended"])
def test_what_is_prompt_asks_the_database_for_nothing(database: Database, what: str) -> None:
    with pytest.raises(WouldWait), database.prompt(), getattr(database, what)():
        pass
    with getattr(database, what)() as connection:  # and the next may again
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 0
