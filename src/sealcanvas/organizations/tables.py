"""Organizations' tables. Ids and who stands below whom are in the clear inside the encrypted database; names, e-mail
addresses, descriptions, policy texts and tags are sealed once more.
"""

from sqlalchemy import Boolean, Column, Index, String, Table, UniqueConstraint

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

organizations = Table(
    "organizations_organizations",
    metadata,
    Column("organization_id", String(34), primary_key=True),
    Column("management_account", String(12), nullable=False, unique=True),
    Column("root_id", String(34), nullable=False),
    Column("feature_set", String(32), nullable=False),
    Column("service_control", Boolean, nullable=False),  # whether that type of policies is switched on
)

accounts = Table(
    "organizations_accounts",
    metadata,
    Column("account", String(12), primary_key=True),
    Column("organization_id", String(34), nullable=False),
    Column("parent_id", String(68), nullable=False),  # a root or unit
    Column("name", SealedText("organizations_accounts.name"), nullable=False),
    Column("email", SealedText("organizations_accounts.email"), nullable=False),
    Column("email_index", BlindIndex("organizations_accounts.email_index"), nullable=False, unique=True),
    Column("joined_method", String(8), nullable=False),
    Column("joined_at", Timestamp, nullable=False),
    Column("closed_at", Timestamp),
    Index("ix_organizations_accounts_parent_id", "parent_id"),
)

requests = Table(
    "organizations_account_requests",
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("organization_id", String(34), nullable=False),
    Column("name", SealedText("organizations_account_requests.name"), nullable=False),
    Column("account", String(12)),  # None where it failed
    Column("failure", String(64)),
    Column("requested_at", Timestamp, nullable=False),
)

units = Table(
    "organizations_units",
    metadata,
    Column("unit_id", String(68), primary_key=True),
    Column("organization_id", String(34), nullable=False),
    Column("parent_id", String(68), nullable=False),
    Column("name", SealedText("organizations_units.name"), nullable=False),
    Column("name_index", BlindIndex("organizations_units.name_index"), nullable=False),
    UniqueConstraint("parent_id", "name_index"),
)

policies = Table(
    "organizations_policies",
    metadata,
    Column("policy_id", String(130), primary_key=True),
    Column("organization_id", String(34), nullable=False),
    Column("name", SealedText("organizations_policies.name"), nullable=False),
    Column("name_index", BlindIndex("organizations_policies.name_index"), nullable=False, unique=True),
    Column("description", SealedText("organizations_policies.description"), nullable=False),
    Column("document", SealedText("organizations_policies.document"), nullable=False),
)

attachments = Table(
    "organizations_attachments",
    metadata,
    Column("target_id", String(68), primary_key=True),
    Column("policy_id", String(130), primary_key=True),
    Index("ix_organizations_attachments_policy_id", "policy_id"),
)

tags = Table(
    "organizations_tags",
    metadata,
    Column("resource_id", String(130), primary_key=True),
    Column("tags", SealedJSON("organizations_tags.tags"), nullable=False),
)
