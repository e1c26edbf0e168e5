"""Sealed columns: values come back, are found by blind index, and are invisible beneath."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine

_metadata = MetaData()
_things = Table(
    "things",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("name_index", BlindIndex("things.name")),
    Column("name", SealedText("things.name")),
    Column("details", SealedJSON("things.details")),
    Column("raw", SealedBytes("things.raw")),
    Column("made_at", Timestamp),
)
_NOW = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    engine = sqlite_engine(tmp_path / "state.db", Secret(bytes(range(32))))
    _metadata.create_all(engine)
    database = Database(engine)
    with database.transaction() as connection:
        connection.execute(
            insert(_things).values(
                name_index="売上.csv",
                name="売上.csv",
                details={"when": _NOW, "n": [1, None]},
                raw=b"\x00\xff",
                made_at=_NOW,
            )
        )
    return database


def test_values_come_back_and_are_found_by_name(database: Database) -> None:
    with database.read() as connection:
        row = connection.execute(select(_things).where(_things.c.name_index == "売上.csv")).one()
        assert connection.execute(select(_things.c.id).where(_things.c.name_index == "other")).first() is None
    assert row.name == "売上.csv"
    assert row.details == {"when": _NOW, "n": [1, None]}
    assert row.raw == b"\x00\xff"
    assert row.made_at == _NOW


def test_beneath_there_is_no_plaintext(database: Database) -> None:
    with database.read() as connection:
        row = connection.execute(text("SELECT name, details, name_index FROM things")).one()
    assert "売上".encode() not in row.name + row.details + row.name_index


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.transaction() as connection:
        connection.execute(insert(_things).values(made_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - what is refused
