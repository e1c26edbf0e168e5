"""The audit trail's tables."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, text

from sealcanvas.audit.rechained import rechained
from sealcanvas.storage.columns import BlindIndex, SealedBytes, Timestamp
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import on_new_root

DESTRUCTIONS = text(
    "event_name IN ('DeleteKey', 'DeleteImportedKeyMaterial', 'DeleteExpiredKeyMaterial', 'RotateRootKey')"
)
"""Events after which older copies of the state have what it has no longer, and those that end that (docs/roots.md)."""

_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")

events = Table(
    "audit_events",
    metadata,
    Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("time", Timestamp, nullable=False),
    Column("event_source", String(64), nullable=False),
    Column("event_name", String(64), nullable=False),
    Column("request_index", BlindIndex("audit_events.request"), nullable=False),
    Column("record", SealedBytes("audit_events.record"), nullable=False),
    Column("link", LargeBinary(32), nullable=False, info=on_new_root(rechained)),
    Index("ix_audit_events_request", "request_index"),
    Index("ix_audit_events_time", "time"),
    Index("ix_audit_events_destructions", "event_name", "sequence", sqlite_where=DESTRUCTIONS),
)

lookups = Table(
    "audit_lookups",
    metadata,
    Column("attribute_index", BlindIndex("audit_lookups.attribute"), primary_key=True),  # account, attribute, value
    Column("time", Timestamp, primary_key=True),
    Column("sequence", _SEQUENCE, primary_key=True),  # of the record
    sqlite_with_rowid=False,
)

taken_in = Table(
    "audit_taken_in",
    metadata,
    Column("id", Integer, primary_key=True),  # there is one row
    Column("sequence", _SEQUENCE, nullable=False),  # up to which record there are lookups
)
