"""Secrets that a new root key takes over from the first, because what they made cannot be made anew."""

from sqlalchemy import Column, LargeBinary, String, Table
from sqlcipher3 import dbapi2

from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import on_new_root, rewrapped

_PURPOSE = "carried-secret"
_INDEX = "column-index"

carried_secrets = Table(
    "carried_secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column(
        "wrapped",
        LargeBinary,
        nullable=False,  # docs/formats/root-wrap.md
        info=on_new_root(rewrapped(_PURPOSE, lambda row: str(row["name"]).encode())),
    ),
)


def index_secret(connection: dbapi2.Connection, root: Secret) -> Secret:
    """The secret that the database's blind indexes are made with: of its first root key (sealed-column.md)."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (carried_secrets.name,)).fetchone()
    query = f"SELECT wrapped FROM {carried_secrets.name} WHERE name = ?"  # noqa: S608 - our own table
    row = connection.execute(query, (_INDEX,)).fetchone() if there else None
    return unwrap(root, _PURPOSE, _INDEX.encode(), row[0]) if row else derive(root, "database-columns")


def carry_index_secret(connection: dbapi2.Connection, secret: Secret, root: Secret, epoch: int) -> None:
    """Put the secret of blind indexes into a database under a new root key."""
    connection.execute(
        f"INSERT OR REPLACE INTO {carried_secrets.name} (name, wrapped) VALUES (?, ?)",  # noqa: S608 - our own table
        (_INDEX, wrap(root, _PURPOSE, _INDEX.encode(), secret, epoch=epoch)),
    )
