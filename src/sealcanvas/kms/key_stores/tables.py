"""Tables of custom key stores. Names, addresses and credentials are sealed; ids, states and types are not."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

key_stores = Table(
    "kms_key_stores",
    metadata,
    Column("store_id", String(64), primary_key=True),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("type", String(24), nullable=False),
    Column("state", String(16), nullable=False),
    Column("error_code", String(64)),
    Column("revision", Integer, nullable=False),  # another one with every change
    Column("created_at", Timestamp, nullable=False),
    Column("name_index", BlindIndex("kms_key_stores.name"), nullable=False),
    Column("name", SealedText("kms_key_stores.name"), nullable=False),
    Column("backing_index", BlindIndex("kms_key_stores.backing"), nullable=False),  # endpoint and path, or cluster
    Column("details", SealedJSON("kms_key_stores.details"), nullable=False),  # of its type
    Column("secret", SealedBytes("kms_key_stores.secret"), nullable=False),  # of the proxy's credential, or a password
    UniqueConstraint("account", "region", "name_index", name="uq_kms_key_stores_name"),
    UniqueConstraint("account", "region", "backing_index", name="uq_kms_key_stores_backing"),
)

stored_keys = Table(  # a row for each KMS key in a custom key store
    "kms_stored_keys",
    metadata,
    Column("key_arn", String(256), ForeignKey("kms_keys.arn", ondelete="CASCADE"), primary_key=True),
    Column("store_id", String(64), ForeignKey("kms_key_stores.store_id"), nullable=False),
    Column("backing_index", BlindIndex("kms_stored_keys.backing"), nullable=False),
    Column("backing", SealedText("kms_stored_keys.backing"), nullable=False),  # XksKeyId, or the label in the token
    UniqueConstraint("store_id", "backing_index", name="uq_kms_stored_keys_backing"),
    Index("ix_kms_stored_keys_store", "store_id"),
)
