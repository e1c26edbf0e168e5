"""A state folder of another version is refused at the start, in words, and left as it is."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from sealcanvas.audit.tables import DESTRUCTIONS
from sealcanvas.crypto.secret import Secret
from sealcanvas.jobs.tables import jobs
from sealcanvas.storage.engine import WrongRoot, sqlite_engine
from sealcanvas.storage.schema import OtherSchema, bring_up_to_date


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return sqlite_engine(tmp_path / "state.db", Secret(bytes(range(32))))


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_a_table_without_a_column_of_this_version_is_named_and_nothing_is_made(engine: Engine) -> None:
    execute(engine, "CREATE TABLE jobs (number INTEGER PRIMARY KEY, job_id VARCHAR NOT NULL)")
    with pytest.raises(OtherSchema, match=r"its table jobs lacks account, .*There are no migrations yet"):
        bring_up_to_date(engine)
    assert inspect(engine).get_table_names() == ["jobs"]
    assert issubclass(OtherSchema, WrongRoot)  # which every command tells in one line


def test_a_column_that_this_version_would_leave_empty_is_named(engine: Engine) -> None:
    bring_up_to_date(engine)
    execute(engine, "ALTER TABLE jobs ADD COLUMN flavour VARCHAR NOT NULL DEFAULT ''")
    with pytest.raises(OtherSchema, match="its table jobs has flavour, which this version does not know"):
        bring_up_to_date(engine)


def test_a_further_column_that_may_stay_empty_and_a_table_that_is_missing_do_no_harm(engine: Engine) -> None:
    bring_up_to_date(engine)
    execute(engine, "ALTER TABLE jobs ADD COLUMN flavour VARCHAR")
    execute(engine, "CREATE TABLE of_a_plugin (one INTEGER)")
    jobs.drop(engine)
    bring_up_to_date(engine)
    assert inspect(engine).has_table("jobs")


def test_an_index_that_an_older_version_did_not_have_is_made(engine: Engine) -> None:
    bring_up_to_date(engine)
    execute(engine, "DROP INDEX ix_audit_events_destructions")
    bring_up_to_date(engine)
    with engine.begin() as connection:
        query = f"EXPLAIN QUERY PLAN SELECT sequence FROM audit_events WHERE {DESTRUCTIONS}"
        (row,) = connection.execute(text(query)).all()
    assert "ix_audit_events_destructions" in row[3]
