"""Column types for metadata that could betray customers: sealed values, and blind indexes to find them by.

The database file is encrypted as a whole; these columns are sealed once more, each under a key of its own,
so that a database in another engine (PostgreSQL) holds no customer's names, tags or specifications either.
The format is `docs/formats/sealed-column.md`. Keys hang on the engine's dialect, never in a global: see
`storage.engine`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from sealcanvas.crypto.column import ColumnCipher
from sealcanvas.crypto.secret import Secret


class ColumnCiphers:
    """The ciphers of one database's sealed columns, made on first use.

    Args:
        secret: the database's column secret, of its root key.
        index: the secret of blind indexes, if it is another: that of the database's first root key.
    """

    def __init__(self, secret: Secret, index: Secret | None = None) -> None:
        self._secret = secret
        self._index = index
        self._ciphers: dict[str, ColumnCipher] = {}

    def index_by(self, secret: Secret) -> None:
        """Make blind indexes with that secret; before the first cipher is made."""
        self._index = secret

    def __getitem__(self, column: str) -> ColumnCipher:
        cipher = self._ciphers.get(column)
        if cipher is None:
            cipher = self._ciphers[column] = ColumnCipher(self._secret, column, self._index)
        return cipher


def bind_ciphers(dialect: Dialect, ciphers: ColumnCiphers) -> None:
    """Give an engine's dialect the ciphers that its sealed columns use."""
    vars(dialect)["sealcanvas_ciphers"] = ciphers


def ciphers_of(dialect: Dialect) -> ColumnCiphers:
    """The ciphers that `bind_ciphers` gave this dialect.

    Raises:
        KeyError: the engine was not made by `storage.engine`.
    """
    ciphers: ColumnCiphers = vars(dialect)["sealcanvas_ciphers"]
    return ciphers


class _Sealed(TypeDecorator[Any]):
    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column


class SealedText(_Sealed):
    """Text sealed under the key of `column` ("table.column")."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ciphers_of(dialect)[self.column].seal(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else ciphers_of(dialect)[self.column].open(value).decode()


class SealedBytes(_Sealed):
    """Bytes sealed under the key of `column` ("table.column")."""

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ciphers_of(dialect)[self.column].seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ciphers_of(dialect)[self.column].open(value)


class SealedJSON(_Sealed):
    """A JSON value sealed under the key of `column` ("table.column"); datetimes survive, as aware UTC."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=_encode)
        return ciphers_of(dialect)[self.column].seal(text.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.loads(ciphers_of(dialect)[self.column].open(value), object_hook=_decode)


def _encode(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$datetime": value.astimezone(UTC).isoformat()}
    raise TypeError(f"a sealed JSON column cannot hold a {type(value).__name__}")


def _decode(value: dict[str, Any]) -> Any:
    if value.keys() == {"$datetime"}:
        return datetime.fromisoformat(value["$datetime"])
    return value


class BlindIndex(_Sealed):
    """A keyed digest of a text: rows are found by equality without the text being visible.

    Bind a `str`; what comes back is the digest.
    """

    cache_ok = True

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return ciphers_of(dialect)[self.column].index(value.encode())


class Timestamp(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since the epoch."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp needs a time zone")
        whole = int(value.timestamp())
        return whole * 1_000_000 + value.microsecond

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        seconds, micros = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)
