"""The audit trail's table."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedBytes, Timestamp
from sealcanvas.storage.metadata import metadata

events = Table(
    "audit_events",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("time", Timestamp, nullable=False),
    Column("event_source", String(64), nullable=False),
    Column("event_name", String(64), nullable=False),
    Column("request_index", BlindIndex("audit_events.request"), nullable=False),
    Column("record", SealedBytes("audit_events.record"), nullable=False),
    Column("link", LargeBinary(32), nullable=False),  # HMAC over the previous link and this record
    Index("ix_audit_events_request", "request_index"),
    Index("ix_audit_events_time", "time"),
)
