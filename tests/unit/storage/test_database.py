"""Units of work: all or nothing, nested, durable on exit, shared commits, several processes."""

import errno
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.commit_group import CommitFailed
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import DatabaseLost, WrongRoot, sqlite_engine
from sealcanvas.storage.failures import is_unavailable

ROOT = Secret(bytes(range(32)))


def open_database(path: Path) -> Database:
    database = Database(sqlite_engine(path, ROOT))
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS notes (body TEXT NOT NULL)"))
    return database


def add(connection: Connection, body: str) -> None:
    connection.execute(text("INSERT INTO notes VALUES (:body)"), {"body": body})


def add_and_fail(database: Database, body: str, message: str) -> None:
    with database.transaction() as connection:
        add(connection, body)
        raise ValueError(message)


def bodies(database: Database) -> list[str]:
    with database.read() as connection:
        return [str(row.body) for row in connection.execute(text("SELECT body FROM notes ORDER BY rowid"))]


def test_a_unit_that_raises_leaves_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with pytest.raises(ValueError, match="no"):
        add_and_fail(database, "lost", "no")
    with database.transaction() as connection:
        add(connection, "kept")
    assert bodies(database) == ["kept"]


def test_a_nested_unit_can_fail_alone(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with database.transaction() as outer:
        add(outer, "outer")
        with pytest.raises(ValueError, match="inner"):
            add_and_fail(database, "lost", "inner")
    assert bodies(database) == ["outer"]


def test_work_survives_the_process_being_killed(tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import os, pathlib
        from sqlalchemy import text
        from sealcanvas.crypto.secret import Secret
        from sealcanvas.storage.database import Database
        from sealcanvas.storage.engine import sqlite_engine
        database = Database(sqlite_engine(pathlib.Path({str(tmp_path / "state.db")!r}), Secret(bytes(range(32)))))
        with database.transaction() as c:
            c.execute(text("CREATE TABLE notes (body TEXT NOT NULL)"))
        with database.transaction() as c:
            c.execute(text("INSERT INTO notes VALUES ('acknowledged')"))
        with database.deferred(), database.transaction() as c:
            c.execute(text("INSERT INTO notes VALUES ('never acknowledged')"))
            os.kill(os.getpid(), 9)
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False)
    assert ended.returncode == -9
    assert bodies(open_database(tmp_path / "state.db")) == ["acknowledged"]


def test_deferred_units_are_durable_when_the_outermost_ends(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with database.deferred():
        for number in range(3):
            with database.transaction() as connection:
                add(connection, str(number))
    other = open_database(tmp_path / "state.db")
    assert bodies(other) == ["0", "1", "2"]


def test_threads_share_commits_and_lose_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")

    def work(name: int) -> None:
        for number in range(20):
            with database.transaction() as connection:
                add(connection, f"{name}/{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(bodies(open_database(tmp_path / "state.db")))) == 160


def test_who_stands_in_line_is_taken_along(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    commits: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: commits.append(statement) if statement == "COMMIT" else None,
    )
    start = threading.Barrier(9)

    def work(name: int) -> None:
        start.wait()
        with database.transaction() as connection:
            add(connection, str(name))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    with database.read():  # all come while the connection is busy
        start.wait()
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    assert len(commits) == 1
    assert len(bodies(open_database(tmp_path / "state.db"))) == 8


def test_a_unit_within_a_reader_leaves_its_view_alone(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with database.read() as connection:
        thread = threading.Thread(target=lambda: add_one(database, "other"))
        thread.start()
        time.sleep(0.1)
        add_one(database, "own")
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 1
    thread.join()
    assert len(bodies(database)) == 2


def add_one(database: Database, body: str) -> None:
    with database.transaction() as connection:
        add(connection, body)


def test_the_wrong_root_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    open_database(path).close()
    before = path.read_bytes()
    with pytest.raises(WrongRoot, match="nothing was changed"):
        Database(sqlite_engine(path, Secret(bytes(32))))
    assert path.read_bytes() == before


def test_no_plaintext_in_the_file_or_its_log(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with database.transaction() as connection:
        add(connection, "canary-8f1e")
    for path in tmp_path.iterdir():
        assert b"canary-8f1e" not in path.read_bytes(), path.name
        assert not path.read_bytes().startswith(b"SQLite format 3"), path.name
    database.close()


def test_a_unit_that_raises_does_not_hold_up_other_processes(tmp_path: Path) -> None:
    first, second = open_database(tmp_path / "state.db"), open_database(tmp_path / "state.db")
    with second.read() as connection:
        connection.execute(text("PRAGMA busy_timeout = 10"))
    with pytest.raises(ValueError, match="no"):
        add_and_fail(first, "lost", "no")
    with second.transaction() as connection:
        add(connection, "kept")
    assert bodies(first) == ["kept"]


def test_a_unit_that_cannot_begin_does_not_hold_up_other_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_database(tmp_path / "state.db"), open_database(tmp_path / "state.db")
    with second.read() as connection:
        connection.execute(text("PRAGMA busy_timeout = 10"))
    run = first._connection.exec_driver_sql

    def interrupted(statement: str) -> object:
        if statement.startswith("SAVEPOINT"):
            raise MemoryError
        return run(statement)

    with monkeypatch.context() as broken:
        broken.setattr(first._connection, "exec_driver_sql", interrupted)
        with pytest.raises(MemoryError), first.transaction():
            pass
    with second.transaction() as connection:
        add(connection, "kept")
    with first.transaction() as connection:
        add(connection, "too")
    assert bodies(second) == ["kept", "too"]


def test_work_lost_with_its_group_is_never_acknowledged_after_a_later_commit(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")

    def lose() -> None:
        with database.deferred():
            with database.transaction() as connection:
                add(connection, "lost")
            with database.read() as connection:  # stands for a commit that fails: SQLite ends the transaction
                connection.execute(text("ROLLBACK"))
            with pytest.raises(CommitFailed), database.transaction() as connection:
                add(connection, "lost with it")
            in_other_thread(database, "kept")

    with pytest.raises(CommitFailed):
        lose()
    assert "lost" not in bodies(database)
    assert bodies(open_database(tmp_path / "state.db")) == bodies(database)
    with database.transaction() as connection:
        add(connection, "after")
    assert bodies(open_database(tmp_path / "state.db"))[-1] == "after"


def test_what_is_lost_is_told_once_and_what_is_durable_never(tmp_path: Path) -> None:
    database, told = open_database(tmp_path / "state.db"), list[str]()

    def write(name: str) -> None:
        with database.transaction() as connection:
            add(connection, name)
            database.if_lost(lambda: told.append(name))

    write("durable")

    def lose() -> None:
        with database.deferred():
            write("first")
            write("second")
            with database.read() as connection:
                connection.execute(text("ROLLBACK"))  # stands for a commit that fails

    with pytest.raises(CommitFailed):
        lose()
    assert told == ["first", "second"]
    write("afterwards")
    assert told == ["first", "second"]


def in_other_thread(database: Database, body: str) -> None:
    def work() -> None:
        with database.transaction() as connection:
            add(connection, body)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_transaction_that_sqlite_ends_by_itself_takes_the_whole_unit_with_it(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")

    def inner() -> None:
        with database.transaction() as connection:
            connection.execute(text("ROLLBACK"))  # what SQLite may do when the disk is full
            raise RuntimeError("full")

    def outer() -> None:
        with database.transaction() as connection:
            add(connection, "before")
            with pytest.raises(RuntimeError, match="full"):
                inner()
            add(connection, "after it was lost")

    with pytest.raises(CommitFailed):
        outer()
    assert bodies(database) == []
    with database.transaction() as connection:
        add(connection, "kept")
    assert bodies(open_database(tmp_path / "state.db")) == ["kept"]


def test_no_error_shows_the_parameters_of_a_statement(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with pytest.raises(DBAPIError) as refused, database.read() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:body)"), {"body": "canary-51c0"})
    assert "canary-51c0" not in str(refused.value)


def test_a_full_disk_is_told_from_a_fault_of_ours(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    with database.read() as connection:
        connection.execute(text("PRAGMA max_page_count = 3"))
    with pytest.raises(DBAPIError) as full, database.transaction() as connection:
        add(connection, "x" * 100_000)
    assert is_unavailable(full.value)
    with pytest.raises(DBAPIError) as wrong, database.read() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert not is_unavailable(wrong.value)
    assert is_unavailable(OSError(errno.ENOSPC, "no space"))
    assert not is_unavailable(OSError(errno.EIO, "broken"))
    assert bodies(database) == []


def test_a_wrong_root_is_told_in_nothing_but_the_exception(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "state.db"
    open_database(path).close()
    with pytest.raises(WrongRoot):
        Database(sqlite_engine(path, Secret(bytes(32))))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("emptied", [False, True], ids=["missing", "empty"])
@pytest.mark.parametrize("folder", ["objects", "volumes"])
def test_no_new_database_is_made_beside_the_blobs_of_a_lost_one(tmp_path: Path, folder: str, emptied: bool) -> None:
    path, blob = tmp_path / "state.db", tmp_path / folder / "f3" / "blob"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"sealed")
    if emptied:
        path.touch()
    with pytest.raises(DatabaseLost, match="put it back"):
        sqlite_engine(path, ROOT)
    assert blob.exists()
    assert path.exists() is emptied
    assert not list(tmp_path.glob("state.db-*"))


def test_the_log_is_emptied_after_what_stands_open_is_durable(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    log = tmp_path / "state.db-wal"
    with database.deferred():
        with database.transaction() as connection:
            add(connection, "kept")
        assert log.stat().st_size > 0
        assert database.empty_log() is True
        assert log.stat().st_size == 0
    assert bodies(database) == ["kept"]
    with database.transaction(), pytest.raises(RuntimeError, match="within a unit of work"):
        database.empty_log()


def test_a_log_that_another_process_reads_is_emptied_later(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.db")
    reader = sqlite_engine(tmp_path / "state.db", ROOT).connect()
    reader.exec_driver_sql("BEGIN")
    reader.exec_driver_sql("SELECT count(*) FROM notes").scalar()
    with database.transaction() as connection:
        add(connection, "kept")
    assert database.empty_log() is False
    reader.exec_driver_sql("COMMIT")
    assert database.empty_log() is True
    reader.close()
