"""The table that remembers verifications: how far the newest has come, and what the last that ended has found."""

from sqlalchemy import BigInteger, Column, Integer, Table

from sealcanvas.storage.columns import SealedJSON, Timestamp
from sealcanvas.storage.metadata import metadata

verification = Table(
    "store_verification",
    metadata,
    Column("number", Integer, primary_key=True),  # there is one row
    Column("started_at", Timestamp, nullable=False),
    Column("beat_at", Timestamp, nullable=False),
    Column("ended_at", Timestamp),
    Column("files_done", BigInteger, nullable=False),
    Column("files_total", BigInteger, nullable=False),
    Column("last", SealedJSON("store_verification.last")),
)
