"""Forecast's one table: names, ARNs and what was asked for are sealed; kinds, states and times are visible."""

from sqlalchemy import Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

resources = Table(
    "forecast_resources",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were created
    Column("kind", String(24), nullable=False),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("status", String(24), nullable=False),
    Column("arn", SealedText("forecast_resources.arn"), nullable=False),
    Column("arn_index", BlindIndex("forecast_resources.arn"), nullable=False),
    Column("name", SealedText("forecast_resources.name"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("tags", SealedJSON("forecast_resources.tags"), nullable=False),
    Column("details", SealedJSON("forecast_resources.details"), nullable=False),
    Index("ix_forecast_resources_arn_index", "arn_index", unique=True),
    Index("ix_forecast_resources_kind", "kind", "account", "region"),
)
