"""The tables of sign-in links and sessions of either kind: tokens as hashes alone, whose they are sealed."""

from sqlalchemy import Column, Index, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, Timestamp
from sealcanvas.storage.metadata import metadata

links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("owner_index", BlindIndex("sign_in_links.owner"), nullable=False),  # the user profile's ARN, the user's id
    Column("details", SealedJSON("sign_in_links.details"), nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Column("used_at", Timestamp),
    Index("ix_sign_in_links_owner_index", "owner_index"),
)

sessions = Table(
    "sign_in_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("owner_index", BlindIndex("sign_in_sessions.owner"), nullable=False),  # as that of a link
    Column("details", SealedJSON("sign_in_sessions.details"), nullable=False),
    Column("started_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Index("ix_sign_in_sessions_owner_index", "owner_index"),
)
