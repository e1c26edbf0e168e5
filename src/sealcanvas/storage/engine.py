"""Opens the metadata database: SQLite encrypted as a whole by SQLCipher, durable at every commit."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.carried import index_secret
from sealcanvas.storage.columns import ColumnCiphers, bind_ciphers
from sealcanvas.storage.page_check import file_key_of, opens


class WrongRoot(Exception):
    """The root key at hand does not open this database; nothing was changed."""


class DatabaseLost(WrongRoot):
    """Sealed files lie beside no database: a new one would take them for remains, and clear them away."""


def sqlite_engine(path: Path, root: Secret) -> Engine:
    """An engine of one connection on the encrypted database at `path`, made if absent.

    Args:
        path: the database file.
        root: the root key, 32 bytes; the file's key and the column keys are derived from it.

    Raises:
        WrongRoot: the file exists and was not made under `root`, or is damaged.
        DatabaseLost: the file is missing or empty, and the blobs that it knew are still there.
    """
    if _is_lost(path):
        raise DatabaseLost(
            f"{path} is missing or empty, and the sealed files that it knew are still there: put it back "
            "from a backup; nothing was changed"
        )
    if path.with_name(f"{path.name}-wal").exists() and opens(path, root) is False:
        # With a write-ahead log beside it SQLite would write before it finds the key wrong.
        raise WrongRoot(_wrong(path))
    file_key = file_key_of(root)
    ciphers = ColumnCiphers(derive(root, "database-columns"))

    def connect() -> dbapi2.Connection:
        connection = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA cipher_log_level = NONE")  # what it would print, the exception below tells
        # A raw key: no KDF runs, and the key is never part of a URL that could be logged.
        connection.execute(f"PRAGMA key = \"x'{file_key.reveal().hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as error:
            connection.close()
            raise WrongRoot(_wrong(path)) from error
        for pragma in (
            "busy_timeout = 30000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -32768",  # KiB of pages: each that is not there is read, authenticated and decrypted anew
        ):
            connection.execute(f"PRAGMA {pragma}")
        ciphers.index_by(index_secret(connection, root))
        return connection

    # Parameters are customers' values: an error that is logged must not show them.
    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=StaticPool, hide_parameters=True)
    bind_ciphers(engine.dialect, ciphers)
    vars(engine.dialect)["sealcanvas_connect"] = connect
    return engine


def watching_connection(engine: Engine) -> Any:
    """A further connection of the driver's own, to look by while the engine's is busy; whoever takes it closes it."""
    return vars(engine.dialect)["sealcanvas_connect"]()


def _wrong(path: Path) -> str:
    return f"the root key does not open {path.name} (or the file is damaged): nothing was changed"


def _is_lost(path: Path) -> bool:
    if path.exists() and path.stat().st_size:
        return False
    folders = (path.parent / name for name in ("objects", "volumes"))
    return any(entry.is_file() for folder in folders if folder.is_dir() for entry in folder.rglob("*"))
