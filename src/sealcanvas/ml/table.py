"""Bytes to tables and back: CSV and Parquet."""

from typing import Any, BinaryIO

Table = Any  # pyarrow.Table; pyarrow ships no type information


def read_table(data: bytes | BinaryIO, name: str = "") -> Table:
    """Read CSV (dialect and encoding detected) or Parquet (by its magic) into a pyarrow.Table.

    `name` is only used in messages. Raises UnreadableFile when the bytes are empty, binary, ragged, lack a header,
    have empty or duplicate column names or more than 1,000 columns.
    """
    raise NotImplementedError


def to_csv(table: Table) -> bytes:
    """UTF-8 CSV with a header, quoted only where needed; missing values are empty."""
    raise NotImplementedError


def to_parquet(table: Table) -> bytes:
    """Parquet bytes (zstd)."""
    raise NotImplementedError
