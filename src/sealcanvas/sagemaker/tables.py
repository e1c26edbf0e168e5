"""SageMaker's one table: names, ARNs and what was asked for are sealed; kinds, states and times are visible."""

from sqlalchemy import Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

resources = Table(
    "sagemaker_resources",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were created
    Column("kind", String(24), nullable=False),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("status", String(24), nullable=False),
    Column("arn", SealedText("sagemaker_resources.arn"), nullable=False),
    Column("arn_index", BlindIndex("sagemaker_resources.arn"), nullable=False),
    Column("name", SealedText("sagemaker_resources.name"), nullable=False),
    # The domain's id: of the domain itself, of its user profiles, spaces and apps.
    Column("domain_index", BlindIndex("sagemaker_resources.domain")),
    Column("created_at", Timestamp, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("ended_at", Timestamp),
    Column("tags", SealedJSON("sagemaker_resources.tags"), nullable=False),
    Column("details", SealedJSON("sagemaker_resources.details"), nullable=False),
    Index("ix_sagemaker_resources_arn_index", "arn_index", unique=True),
    Index("ix_sagemaker_resources_domain_index", "domain_index"),
    Index("ix_sagemaker_resources_kind", "kind", "account", "region"),
)
