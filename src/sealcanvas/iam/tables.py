"""IAM's tables: rows hang on unique ids (AROA…, AIDA…, AGPA…), so that nothing outlives the entity it was given to.

Names, paths and ARNs stand in the clear inside the encrypted database; policy texts, tags, descriptions and secrets
are sealed once more.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from sealcanvas.storage.columns import SealedBytes, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

roles = Table(
    "iam_roles",
    metadata,
    Column("role_id", String(32), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("name", String(64), nullable=False),
    Column("folded_name", String(64), nullable=False),  # two names that differ in case alone are one to IAM
    Column("path", String(512), nullable=False),
    Column("trust", SealedText("iam_roles.trust"), nullable=False),
    Column("trust_ids", SealedJSON("iam_roles.trust_ids"), nullable=False),  # see `pinned_principals`
    Column("description", SealedText("iam_roles.description")),
    Column("tags", SealedJSON("iam_roles.tags"), nullable=False),
    Column("max_session_seconds", Integer, nullable=False),
    Column("boundary_arn", String(2048)),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("account", "folded_name"),
)

users = Table(
    "iam_users",
    metadata,
    Column("user_id", String(32), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("name", String(64), nullable=False),
    Column("folded_name", String(64), nullable=False),
    Column("path", String(512), nullable=False),
    Column("tags", SealedJSON("iam_users.tags"), nullable=False),
    Column("boundary_arn", String(2048)),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("account", "folded_name"),
)

groups = Table(
    "iam_groups",
    metadata,
    Column("group_id", String(32), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("name", String(128), nullable=False),
    Column("folded_name", String(128), nullable=False),
    Column("path", String(512), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("account", "folded_name"),
)

memberships = Table(
    "iam_memberships",
    metadata,
    Column("user_id", String(32), ForeignKey("iam_users.user_id"), primary_key=True),
    Column("group_id", String(32), ForeignKey("iam_groups.group_id"), primary_key=True),
    Index("ix_iam_memberships_group_id", "group_id"),
)

inline_policies = Table(
    "iam_inline_policies",
    metadata,
    Column("owner_id", String(32), primary_key=True),  # a role's, user's or group's unique id
    Column("name", String(128), primary_key=True),
    Column("document", SealedText("iam_inline_policies.document"), nullable=False),
)

attachments = Table(
    "iam_attachments",
    metadata,
    Column("owner_id", String(32), primary_key=True),
    Column("policy_arn", String(2048), primary_key=True),
    Column("account", String(12), nullable=False),  # the owner's: an AWS managed policy is attached in many
    Index("ix_iam_attachments_policy_arn", "policy_arn"),
)

policies = Table(
    "iam_policies",
    metadata,
    Column("policy_id", String(32), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("name", String(128), nullable=False),
    Column("folded_name", String(128), nullable=False),
    Column("path", String(512), nullable=False),
    Column("arn", String(2048), nullable=False, unique=True),
    Column("description", SealedText("iam_policies.description")),
    Column("tags", SealedJSON("iam_policies.tags"), nullable=False),
    Column("default_version", Integer, nullable=False),
    Column("newest_version", Integer, nullable=False),  # version numbers are never used twice
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    UniqueConstraint("account", "folded_name"),
)

policy_versions = Table(
    "iam_policy_versions",
    metadata,
    Column("policy_id", String(32), ForeignKey("iam_policies.policy_id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", SealedText("iam_policy_versions.document"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
)

access_keys = Table(
    "iam_access_keys",
    metadata,
    Column("access_key_id", String(32), primary_key=True),
    Column("user_id", String(32), ForeignKey("iam_users.user_id"), nullable=False),
    Column("secret", SealedBytes("iam_access_keys.secret"), nullable=False),
    Column("status", String(8), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Index("ix_iam_access_keys_user_id", "user_id"),
)

oidc_providers = Table(
    "iam_oidc_providers",
    metadata,
    Column("account", String(12), primary_key=True),
    Column("name", String(255), primary_key=True),  # the URL without its scheme, as in the ARN
    Column("url", String(255), nullable=False),
    Column("client_ids", SealedJSON("iam_oidc_providers.client_ids"), nullable=False),
    Column("thumbprints", SealedJSON("iam_oidc_providers.thumbprints"), nullable=False),
    Column("tags", SealedJSON("iam_oidc_providers.tags"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
)

role_deletions = Table(  # of service-linked roles
    "iam_role_deletions",
    metadata,
    Column("task_id", String(256), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Index("ix_iam_role_deletions_created_at", "created_at"),
)

last_uses = Table(  # see `last_use`
    "iam_last_uses",
    metadata,
    Column("subject_id", String(128), primary_key=True),  # an access key's, a user's or a role's id
    Column("action", String(128), primary_key=True),
    Column("region", String(64), nullable=False),
    Column("at", Timestamp, nullable=False),
)

account_aliases = Table(
    "iam_account_aliases",
    metadata,
    Column("account", String(12), primary_key=True),
    Column("alias", String(63), nullable=False, unique=True),
)

access_reports = Table(  # see `access_report`
    "iam_access_reports",
    metadata,
    Column("job_id", String(36), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("owner", String(2048), nullable=False),
    Column("granularity", String(16), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("report", SealedJSON("iam_access_reports.report"), nullable=False),
    Index("ix_iam_access_reports_account", "account", "created_at"),
)
