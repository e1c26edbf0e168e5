"""Canvas's one table: names, places and what was asked for are sealed; ids, kinds, states and times are visible."""

from sqlalchemy import Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

resources = Table(
    "canvas_resources",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were created
    Column("id", String(20), nullable=False, unique=True),  # the kind's prefix ("ds-") and 17 hexadecimal digits
    Column("kind", String(16), nullable=False),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("domain_index", BlindIndex("canvas_resources.domain"), nullable=False),
    Column("name", SealedText("canvas_resources.name"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("details", SealedJSON("canvas_resources.details"), nullable=False),
    Index("ix_canvas_resources_domain_index", "domain_index"),
    Index("ix_canvas_resources_status", "kind", "status"),
)
