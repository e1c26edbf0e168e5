"""What is remembered is what the database would answer: after every change, undone or not, whoever made it."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, insert, select, text, update

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.commit_group import CommitFailed
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.remembered import remembered

ROOT = Secret(bytes(32))
parents = Table("test_parents", metadata, Column("id", Integer, primary_key=True), Column("value", String))
children = Table(
    "test_children",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("parent", Integer, ForeignKey("test_parents.id", ondelete="CASCADE")),
)
asked: list[int] = []


@pytest.fixture(scope="module", autouse=True)
def _tables() -> Iterator[None]:
    yield
    metadata.remove(children)
    metadata.remove(parents)


@remembered(parents, most=3)
def value_of(database: Database, number: int) -> str | None:
    asked.append(number)
    with database.read() as connection:
        return connection.execute(select(parents.c.value).where(parents.c.id == number)).scalar()


@remembered(parents)
def with_value(database: Database, value: str) -> int:
    asked.append(len(value))
    with database.read() as connection:
        return len(connection.execute(select(parents.c.id).where(parents.c.value == value)).all())


@remembered(children)
def count_of(database: Database, parent: int) -> int:
    with database.read() as connection:
        return len(connection.execute(select(children.c.id).where(children.c.parent == parent)).all())


@remembered(parents)
def dishonest(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(parents.c.id).join(children)).all())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = opening(path)
    with opened.transaction() as connection:
        connection.execute(insert(parents).values(id=1, value="first"))
        connection.execute(insert(children).values(id=1, parent=1))
    asked.clear()
    yield opened
    opened.close()


def opening(path: Path) -> Database:
    database = Database(sqlite_engine(path, ROOT))
    with database.transaction() as connection:
        metadata.create_all(connection, tables=[parents, children])
    return database


def put(database: Database, value: str) -> None:
    with database.transaction() as connection:
        connection.execute(update(parents).values(value=value))


def test_it_is_asked_once_until_something_changes(database: Database) -> None:
    assert [value_of(database, 1) for _ in range(3)] == ["first"] * 3
    assert asked == [1]
    put(database, "second")
    assert value_of(database, 1) == "second"
    assert asked == [1, 1]


def test_the_absence_of_a_row_is_remembered_until_there_is_one(database: Database) -> None:
    assert value_of(database, 2) is None
    assert value_of(database, 2) is None
    assert asked == [2]
    with database.transaction() as connection:
        connection.execute(insert(parents).values(id=2, value="new"))
    assert value_of(database, 2) == "new"


def test_no_more_is_kept_than_was_said(database: Database) -> None:
    for number in (1, 2, 3, 4, 1):
        value_of(database, number)
    assert asked == [1, 2, 3, 4, 1]
    value_of(database, 3)
    assert asked == [1, 2, 3, 4, 1]


def test_a_question_that_is_longer_than_any_name_is_not_kept(database: Database) -> None:
    for length in (1_024, 1_024, 1_025, 1_025):
        assert with_value(database, "x" * length) == 0
    assert asked == [1_024, 1_025, 1_025]


def test_a_unit_sees_its_own_changes_and_leaves_nothing_of_them_when_it_is_undone(database: Database) -> None:
    value_of(database, 1)
    with suppress(KeyError), database.transaction() as connection:
        connection.execute(update(parents).values(value="never"))
        assert value_of(database, 1) == "never"
        raise KeyError
    assert value_of(database, 1) == "first"


def test_a_part_of_a_unit_that_is_undone_leaves_nothing_either(database: Database) -> None:
    with database.transaction() as outer:
        outer.execute(insert(children).values(id=2, parent=1))
        with suppress(KeyError), database.transaction() as connection:
            connection.execute(update(parents).values(value="never"))
            assert value_of(database, 1) == "never"
            raise KeyError
        assert value_of(database, 1) == "first"
    assert (value_of(database, 1), count_of(database, 1)) == ("first", 2)


def test_nobody_else_sees_what_is_not_finished(database: Database) -> None:
    value_of(database, 1)
    changed, seen = threading.Event(), []

    def other() -> None:
        changed.wait()
        seen.append(value_of(database, 1))

    thread = threading.Thread(target=other)
    thread.start()
    with suppress(KeyError), database.transaction() as connection:
        connection.execute(update(parents).values(value="never"))
        value_of(database, 1)
        changed.set()
        thread.join(0.2)
        raise KeyError
    thread.join()
    assert seen == ["first"]


def test_units_that_are_lost_with_their_group_are_forgotten(database: Database) -> None:
    with pytest.raises(CommitFailed):
        _lost(database)
    assert value_of(database, 1) == "first"


def _lost(database: Database) -> None:
    with database.deferred():
        put(database, "never")
        assert value_of(database, 1) == "never"
        with database.read() as connection:
            connection.exec_driver_sql("ROLLBACK")  # as SQLite does by itself when the disk is full


def test_what_another_process_commits_is_seen_at_the_next_question(database: Database, path: Path) -> None:
    other = opening(path)  # a connection of its own is all that makes it another process
    assert (value_of(database, 1), value_of(other, 1)) == ("first", "first")
    for value in ("second", "third"):
        put(other, value)
        assert (value_of(database, 1), value_of(other, 1)) == (value, value)
    asked.clear()
    with other.transaction() as connection:
        connection.execute(insert(children).values(id=7, parent=1))
    assert (value_of(database, 1), count_of(database, 1)) == ("third", 2)
    assert asked == []  # another table's change is no change
    with database.deferred():
        put(database, "fourth")
        assert value_of(database, 1) == "fourth"
    assert value_of(other, 1) == "fourth"
    other.close()


def test_an_older_view_that_a_reader_still_has_is_not_remembered(database: Database, path: Path) -> None:
    with database.transaction() as connection:
        connection.execute(insert(parents), [{"id": number, "value": "first"} for number in range(2, 9)])
    other = opening(path)
    with database.read() as connection:
        rows = iter(connection.execute(select(parents.c.id)))
        next(rows)  # from now on the connection reads what there was then
        put(other, "second")
        assert value_of(database, 1) == "first"
        assert len(list(rows)) == 7
    assert value_of(database, 1) == "second"
    other.close()


def test_a_rows_end_is_a_change_of_what_ends_with_it(database: Database, path: Path) -> None:
    other = opening(path)
    assert (count_of(database, 1), count_of(other, 1)) == (1, 1)
    with database.transaction() as connection:
        connection.execute(delete(parents))
    assert (count_of(database, 1), count_of(other, 1)) == (0, 0)
    other.close()


def test_a_statement_in_the_databases_own_words_may_have_changed_anything(database: Database) -> None:
    value_of(database, 1)
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE test_parents SET value = 'raw'")
    assert value_of(database, 1) == "raw"
    with database.transaction() as connection:
        connection.execute(text("UPDATE test_parents SET value = 'text'"))
    assert value_of(database, 1) == "text"


def test_a_read_that_names_too_few_tables_is_a_fault(database: Database) -> None:
    with pytest.raises(RuntimeError, match="test_children"):
        dishonest(database)


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["put", "undo", "nest", "ask", "defer"]), st.integers(0, 9)),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_the_answer_is_the_databases(tmp_path_factory: pytest.TempPathFactory, steps: object) -> None:
    path = tmp_path_factory.mktemp("remembered") / "state.db"
    processes = [opening(path), opening(path)]
    put_first = insert(parents).values(id=1, value="first")
    with processes[0].transaction() as connection:
        connection.execute(put_first)
    for who, what, number in steps:  # type: ignore[attr-defined]
        database = processes[who]
        if what == "put":
            put(database, str(number))
        elif what == "undo":
            with suppress(KeyError), database.transaction():
                put(database, str(number))
                assert value_of(database, 1) == str(number)
                raise KeyError
        elif what == "nest":
            with database.transaction(), suppress(KeyError), database.transaction():
                put(database, str(number))
                raise KeyError
        elif what == "defer":
            with database.deferred():
                put(database, str(number))
                assert value_of(database, 1) == str(number)
        for each in processes:
            assert value_of(each, 1) == value_of.__wrapped__(each, 1)  # type: ignore[attr-defined]
    for each in processes:
        each.close()
