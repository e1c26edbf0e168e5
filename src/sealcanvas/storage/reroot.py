"""A database made anew under another root key: every page, sealed column, wrapped secret and chained record.

The old file is read and left as it is; what comes out is a second file. Blind indexes alone are taken over: the texts
that they were made of are not all kept. Their secret is wrapped under the new root key (`storage.carried`).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Column
from sqlcipher3 import dbapi2

from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import MAGIC, VERSION, root_key_id
from sealcanvas.storage.carried import carry_index_secret, index_secret
from sealcanvas.storage.columns import BlindIndex, ColumnCiphers, SealedBytes, SealedJSON, SealedText
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import NotFollowed, following_of
from sealcanvas.storage.page_check import file_key_of

_BATCH = 500
_Step = tuple[Callable[[Any], Any], Callable[[Any, dict[str, Any]], Any]]
_AS_IT_IS: _Step = (lambda value: value), (lambda value, _row: value)
_SEALED = (SealedText, SealedBytes, SealedJSON)


def rebuild(source: Path, target: Path, old: Secret, new: Secret, epoch: int) -> int:
    """Write the database `source`, which nobody else may have open, to `target` under the root key `new`.

    Returns:
        How many rows it has.

    Raises:
        NotFollowed: somebody has it open, it has tables of another version, a chain in it is broken, or something in it
            would be lost under the new root key.
    """
    for path in (target, target.with_name(f"{target.name}-journal")):
        path.unlink(missing_ok=True)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(_connect(source, old)) as reading, closing(_connect(target, new)) as writing:
            _fold(reading, source)
            _require_known(reading)
            writing.execute("PRAGMA journal_mode = OFF")
            writing.execute("PRAGMA synchronous = OFF")
            writing.execute("BEGIN")
            rows = _Copy(reading, writing, old, new, epoch).run()
            writing.execute("COMMIT")
            if writing.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise NotFollowed("the database under the new root key does not check out")
    except dbapi2.Error as error:
        raise NotFollowed(f"the database cannot be written anew: {error}") from None
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return rows


def _connect(path: Path, root: Secret) -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{file_key_of(root).reveal().hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _fold(connection: dbapi2.Connection, path: Path) -> None:
    """Fold the write-ahead log into the file, and be alone with it."""
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        connection.execute("BEGIN EXCLUSIVE")
    except dbapi2.OperationalError as error:
        raise NotFollowed(f"{path.name} is in use: {error}") from None
    if mode != "delete":
        raise NotFollowed(f"{path.name} is in use by another process")


def _require_known(connection: dbapi2.Connection) -> None:
    for name in _tables(connection):
        table = metadata.tables.get(name)
        if table is None:
            _require_plain(connection, name)
            continue
        unknown = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} - set(table.columns.keys())
        if unknown:
            raise NotFollowed(f"the table {name} has columns of another version: {', '.join(sorted(unknown))}")


def _require_plain(connection: dbapi2.Connection, name: str) -> None:
    """A table that another version left may be taken along if it has no bytes: they could be sealed, or wrapped."""
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
    bytes_in = " OR ".join(f"typeof(\"{column}\") = 'blob'" for column in columns)
    if connection.execute(f'SELECT 1 FROM "{name}" WHERE {bytes_in} LIMIT 1').fetchone():  # noqa: S608 - names that are there
        raise NotFollowed(f"the database has a table of another version, {name}, with values that this one cannot read")


def _tables(connection: dbapi2.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    return [row[0] for row in connection.execute(query)]


def _made(columns: list[str], steps: list[_Step], row: tuple[Any, ...]) -> list[Any]:
    opened = {name: open_(value) for name, (open_, _), value in zip(columns, steps, row, strict=True)}
    return [make(opened[name], opened) for name, (_, make) in zip(columns, steps, strict=True)]


class _Copy:
    """One database on its way under another root key."""

    def __init__(
        self, reading: dbapi2.Connection, writing: dbapi2.Connection, old: Secret, new: Secret, epoch: int
    ) -> None:
        self._reading, self._writing = reading, writing
        self._roots = (old, new, epoch)
        self._index = index_secret(reading, old)
        self._old = ColumnCiphers(derive(old, "database-columns"), self._index)
        self._new = ColumnCiphers(derive(new, "database-columns"), self._index)
        self._wrapped_by_old = MAGIC + bytes([VERSION]) + root_key_id(old)

    def run(self) -> int:
        """Copy everything; how many rows there were."""
        schema = list(self._reading.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        for kind, name, statement in schema:
            if kind == "table" and not name.startswith("sqlite_"):
                self._writing.execute(statement)
        rows = sum(self._copy(name) for name in _tables(self._reading))
        self._copy_sequences()
        for kind, name, statement in schema:
            if kind != "table" and not name.startswith("sqlite_"):
                self._writing.execute(statement)
        _, new, epoch = self._roots
        carry_index_secret(self._writing, self._index, new, epoch)
        return rows

    def _copy(self, name: str) -> int:
        columns = [row[1] for row in self._reading.execute(f'PRAGMA table_info("{name}")')]
        quoted = ", ".join(f'"{column}"' for column in columns)
        table = metadata.tables.get(name)
        keys = [column.name for column in table.primary_key.columns] if table is not None else []
        order = ", ".join(f'"{key}"' for key in keys) or "1"
        steps = [_AS_IT_IS if table is None else self._step(table.columns[column]) for column in columns]
        marks = ", ".join("?" * len(columns))
        insert = f'INSERT INTO "{name}" ({quoted}) VALUES ({marks})'  # noqa: S608 - names of our own tables
        count = 0
        for batch in self._batches(f'SELECT {quoted} FROM "{name}" ORDER BY {order}'):  # noqa: S608 - likewise
            try:
                made = [_made(columns, steps, row) for row in batch]
            except CryptoError as error:
                raise NotFollowed(f"{name} has a value that does not open: {error}") from None
            self._writing.executemany(insert, made)
            count += len(batch)
        return count

    def _batches(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._reading.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield batch

    def _step(self, column: "Column[Any]") -> _Step:
        """How a column's value is opened, and how it is made again, given the whole row opened."""
        following = following_of(column.info)
        remake = following(*self._roots) if following else None
        place = f"{column.table.name}.{column.name}"

        def follow(value: Any, row: dict[str, Any]) -> Any:
            if remake is not None and value is not None:
                return remake(row)
            if isinstance(value, bytes) and value.startswith(self._wrapped_by_old):
                raise NotFollowed(f"{place} holds a secret that nothing would wrap under the new root key")
            return value

        if isinstance(column.type, BlindIndex) or not isinstance(column.type, _SEALED):
            return (lambda value: value), follow
        old, new = self._old[column.type.column], self._new[column.type.column]

        def sealed(value: Any, row: dict[str, Any]) -> Any:
            made = follow(value, row)
            return None if made is None else new.seal(made)

        return (lambda value: None if value is None else old.open(value)), sealed

    def _copy_sequences(self) -> None:
        if not self._reading.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
            return
        self._writing.execute("DELETE FROM sqlite_sequence")
        rows = self._reading.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        self._writing.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows)
