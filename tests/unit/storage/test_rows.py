"""Rows by the driver's own hand are read back as SQLAlchemy's are."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, select

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine
from sealcanvas.storage.rows import Rows

kinds = Table(
    "kinds",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Timestamp),
    Column("text", String(40)),
    Column("raw", LargeBinary),
    Column("found_by", BlindIndex("kinds.found_by")),
    Column("sealed", SealedText("kinds.sealed")),
    Column("more", SealedJSON("kinds.more")),
)
NAMES = ("at", "text", "raw", "found_by", "sealed", "more")
VALUES = (datetime(2026, 11, 28, 1, 2, 3, 4, tzinfo=UTC), "日本", b"\x00\xff", "name", "秘密", {"a": [1]})


def test_every_kind_of_column_is_written_as_sqlalchemy_writes_it(tmp_path: Path) -> None:
    database = Database(sqlite_engine(tmp_path / "state.db", Secret(bytes(32))))
    rows = Rows(kinds, *NAMES)
    encode = rows.encoder(database.engine.dialect)
    with database.transaction() as connection:
        kinds.create(connection)
        connection.execute(insert(kinds).values(dict(zip(NAMES, VALUES, strict=True))))
        rows.write(connection, [encode(VALUES), encode((None,) * len(NAMES))])
    with database.read() as connection:
        theirs, ours, empty = connection.execute(select(kinds).order_by(kinds.c.id)).all()
        assert connection.execute(select(kinds.c.id).where(kinds.c.found_by == "name")).scalars().all() == [1, 2]
    assert ours[1:] == theirs[1:]
    assert tuple(empty[1:]) == (None,) * len(NAMES)
    database.close()
