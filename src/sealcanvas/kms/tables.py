"""KMS's tables. Policies, descriptions, tags, alias names and what grants say are sealed; ARNs and states are not."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from sealcanvas.kms.material_name import MATERIAL_PURPOSE, material_name
from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import on_new_root, rewrapped

keys = Table(
    "kms_keys",
    metadata,
    Column("arn", String(256), primary_key=True),
    Column("key_id", String(64), nullable=False),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("state", String(24), nullable=False),
    Column("manager", String(8), nullable=False),
    Column("spec", String(32), nullable=False),
    Column("usage", String(32), nullable=False),
    Column("origin", String(24), nullable=False),
    Column("multi_region", Boolean, nullable=False),
    Column("material_version", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("deletion_at", Timestamp),
    Column("waiting_days", Integer),
    Column("description", SealedText("kms_keys.description"), nullable=False),
    Column("policy", SealedText("kms_keys.policy"), nullable=False),
    Column("policy_ids", SealedJSON("kms_keys.policy_ids"), nullable=False),  # see iam.pinned_principals
    Column("tags", SealedJSON("kms_keys.tags"), nullable=False),
    Index("ix_kms_keys_owner", "account", "region", "key_id"),
    Index("ix_kms_keys_deletion", "deletion_at"),
)

material = Table(
    "kms_material",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("material_id", String(64), nullable=False),  # AWS's KeyMaterialId: public
    # docs/formats/root-wrap.md; empty where it is not imported (now)
    Column("wrapped", LargeBinary, nullable=False, info=on_new_root(rewrapped(MATERIAL_PURPOSE, material_name))),
    Column("created_at", Timestamp, nullable=False),
)

rotation_schedules = Table(  # a row for each key that rotates automatically
    "kms_rotation_schedules",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("period_days", Integer, nullable=False),
    Column("next_at", Timestamp, nullable=False),
    Index("ix_kms_rotation_schedules_next", "next_at"),
)

rotations = Table(  # a row for each material that a rotation made current
    "kms_rotations",
    metadata,
    Column("key_arn", String(256), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("type", String(16), nullable=False),
    Column("rotated_at", Timestamp, nullable=False),
    ForeignKeyConstraint(["key_arn", "version"], ["kms_material.key_arn", "kms_material.version"], ondelete="CASCADE"),
)

imports = Table(  # a row for each material of a key of origin EXTERNAL, beside its row in `material`
    "kms_imports",
    metadata,
    Column("key_arn", String(256), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("description", SealedText("kms_imports.description")),
    Column("expires", Boolean),  # whether there is an end to it; None where it is not imported (now)
    Column("valid_to", Timestamp),
    ForeignKeyConstraint(["key_arn", "version"], ["kms_material.key_arn", "kms_material.version"], ondelete="CASCADE"),
    Index("ix_kms_imports_valid_to", "valid_to"),
)

import_identities = Table(  # a row for each key of origin EXTERNAL
    "kms_import_identities",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("secret", SealedBytes("kms_import_identities.secret"), nullable=False),  # see imported.identity
)

related_keys = Table(  # a row for each multi-Region key
    "kms_related_keys",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("primary", Boolean, nullable=False),
    Index("ix_kms_related_keys_key_id", "account", "key_id"),
)

chores = Table(  # how far housekeeping is; not in `kms_settings`, which every request reads as it was until it changes
    "kms_chores",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

last_usages = Table(  # a row for each key that was used
    "kms_last_usages",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("operation", String(64), nullable=False),
    Column("used_at", Timestamp, nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
)

aliases = Table(
    "kms_aliases",
    metadata,
    Column("account", String(12), primary_key=True),
    Column("region", String(32), primary_key=True),
    Column("name_index", BlindIndex("kms_aliases.name"), primary_key=True),
    Column("name", SealedText("kms_aliases.name"), nullable=False),
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    Index("ix_kms_aliases_key", "key_arn"),
)

grants = Table(
    "kms_grants",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("grant_id", String(64), nullable=False),
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), nullable=False),
    Column("grantee_index", BlindIndex("kms_grants.principal"), nullable=False),
    Column("retiring_index", BlindIndex("kms_grants.principal")),
    Column("name_index", BlindIndex("kms_grants.name")),
    Column("issuing_account", String(12), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("principal_ids", SealedJSON("kms_grants.principal_ids"), nullable=False),  # ids of the principals' ARNs
    Column("details", SealedJSON("kms_grants.details"), nullable=False),  # principals, operations, constraints, name
    UniqueConstraint("grant_id", name="uq_kms_grants_grant_id"),
    Index("ix_kms_grants_grantee", "key_arn", "grantee_index"),
    Index("ix_kms_grants_name", "key_arn", "name_index"),
    Index("ix_kms_grants_retiring", "retiring_index"),
)

settings = Table(
    "kms_settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", SealedJSON("kms_settings.value"), nullable=False),
)
