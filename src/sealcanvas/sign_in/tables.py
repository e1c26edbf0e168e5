"""The tables of links, sessions and identity providers' sign-ins: tokens as hashes alone, whose they are sealed."""

from sqlalchemy import Column, Index, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
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

providers = Table(
    "sign_in_providers",
    metadata,
    Column("name", String(63), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("details", SealedJSON("sign_in_providers.details"), nullable=False),
    Column("client_secret", SealedText("sign_in_providers.client_secret")),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    Index("ix_sign_in_providers_account", "account"),
)

attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("details", SealedJSON("sign_in_attempts.details"), nullable=False),  # the code verifier is among them
    Column("expires_at", Timestamp, nullable=False),
    Index("ix_sign_in_attempts_expires_at", "expires_at"),
)
