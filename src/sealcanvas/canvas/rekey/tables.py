"""The table of rekeys: keys, progress and reasons are sealed; ids, states and times are visible."""

from sqlalchemy import Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, Timestamp
from sealcanvas.storage.metadata import metadata

rekeys = Table(
    "canvas_rekeys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were started
    Column("id", String(20), nullable=False, unique=True),  # "rk-" and 17 hexadecimal digits
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("domain_index", BlindIndex("canvas_rekeys.domain"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("ended_at", Timestamp),
    Column("details", SealedJSON("canvas_rekeys.details"), nullable=False),
    Index("ix_canvas_rekeys_domain_index", "domain_index"),
    Index("ix_canvas_rekeys_status", "status"),
)
