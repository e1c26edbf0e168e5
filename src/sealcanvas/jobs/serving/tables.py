"""The table of hosted models; whose they are, what they run and where they answer is sealed."""

from sqlalchemy import Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

hosted_models = Table(
    "hosted_models",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("host_id", String(32), nullable=False, unique=True),
    Column("owner", SealedText("hosted_models.owner"), nullable=False),
    Column("owner_index", BlindIndex("hosted_models.owner"), nullable=False),
    Column("spec", SealedJSON("hosted_models.spec"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("failure", SealedJSON("hosted_models.failure")),
    Column("access", SealedJSON("hosted_models.access")),  # the socket, and the word that opens it
    Index("ix_hosted_models_owner_index", "owner_index"),
)
