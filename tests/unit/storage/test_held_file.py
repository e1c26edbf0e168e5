"""A process that reads its own database file keeps SQLite's locks, and so its write-ahead log."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine
from sealcanvas.storage.held_file import open_held

_VISITOR = """
import pathlib, sys
from sqlalchemy import text
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine
database = Database(sqlite_engine(pathlib.Path(sys.argv[1]), Secret(bytes(range(32)))))
with database.read() as connection:
    print(connection.execute(text("SELECT count(*) FROM notes")).scalar())
database.close()
"""


def visit(path: Path) -> int:
    done = subprocess.run([sys.executable, "-c", _VISITOR, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_another_process_leaves_the_log_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    database = Database(sqlite_engine(path, Secret(bytes(range(32)))))
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE notes (body TEXT)"))
    for suffix in ("", "-wal", "-shm"):
        with open_held(path.with_name(path.name + suffix)) as file:
            assert len(file.read()) == path.with_name(path.name + suffix).stat().st_size
    log = path.with_name("state.db-wal").stat().st_ino
    assert visit(path) == 0
    assert path.with_name("state.db-wal").stat().st_ino == log
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('seen by all')"))
    assert visit(path) == 1


def test_it_reads_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with open_held(path) as first, open_held(path) as second:
        assert first.read(3) == b"012"
        assert second.read() == b"0123456789"
        first.seek(-2, 2)
        assert first.read() == b"89"
