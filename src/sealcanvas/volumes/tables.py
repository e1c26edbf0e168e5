"""The tables of volumes, of their files, snapshots and former keys, and of the blobs that wait for removal."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

volumes = Table(
    "volumes",
    metadata,
    Column("volume_id", String(32), primary_key=True),
    Column("owner", SealedText("volumes.owner"), nullable=False),  # whose it is: an ARN
    Column("owner_index", BlindIndex("volumes.owner"), nullable=False),
    Column("key_arn", SealedText("volumes.key_arn"), nullable=False),
    Column("wrapped_key", SealedBytes("volumes.wrapped_key"), nullable=False),  # a KMS ciphertext blob
    Column("created_at", Timestamp, nullable=False),
    Index("ix_volumes_owner_index", "owner_index"),
)

volume_files = Table(
    "volume_files",
    metadata,
    Column("blob_id", String(32), primary_key=True),
    Column("volume_id", String(32), ForeignKey("volumes.volume_id", ondelete="CASCADE"), nullable=False),
    Column("name", SealedText("volume_files.name"), nullable=False),
    Column("name_index", BlindIndex("volume_files.name"), nullable=False),  # of volume id and name
    Column("size", BigInteger, nullable=False),  # plaintext bytes
    Column("written_at", Timestamp, nullable=False),
    Index("ix_volume_files_name_index", "name_index", unique=True),
    Index("ix_volume_files_volume_id", "volume_id"),
)

volume_garbage = Table(
    "volume_garbage",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("blob_id", String(32), nullable=False),
)

# What a volume is to a domain: a user profile's home, an app's or a space's volume. Others have no row here.
attachments = Table(
    "volume_attachments",
    metadata,
    Column("volume_id", String(32), ForeignKey("volumes.volume_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("domain", SealedText("volume_attachments.domain"), nullable=False),  # the ARN, whose grant opens it
    Column("domain_index", BlindIndex("volume_attachments.domain"), nullable=False),
    Column("quota", BigInteger, nullable=False),  # plaintext bytes
    Column("state", String(8), nullable=False),
    Index("ix_volume_attachments_domain_index", "domain_index"),
)

snapshots = Table(
    "volume_snapshots",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were taken
    Column("snapshot_id", String(32), nullable=False, unique=True),
    Column("volume_id", String(32), ForeignKey("volumes.volume_id", ondelete="CASCADE"), nullable=False),
    Column("taken_at", Timestamp, nullable=False),
    Index("ix_volume_snapshots_volume_id", "volume_id"),
)

# A snapshot's files are the volume's own blobs, kept for as long as anything names them.
snapshot_files = Table(
    "volume_snapshot_files",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("snapshot_id", String(32), ForeignKey("volume_snapshots.snapshot_id", ondelete="CASCADE"), nullable=False),
    Column("blob_id", String(32), nullable=False),
    Column("name", SealedText("volume_snapshot_files.name"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("written_at", Timestamp, nullable=False),
    Index("ix_volume_snapshot_files_snapshot_id", "snapshot_id"),
    Index("ix_volume_snapshot_files_blob_id", "blob_id"),
)

# A data key that a volume had before it was rekeyed, kept while files lie under it.
former_keys = Table(
    "volume_former_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("volume_id", String(32), ForeignKey("volumes.volume_id", ondelete="CASCADE"), nullable=False),
    Column("key_arn", SealedText("volume_former_keys.key_arn"), nullable=False),
    Column("wrapped_key", SealedBytes("volume_former_keys.wrapped_key"), nullable=False),
    Index("ix_volume_former_keys_volume_id", "volume_id"),
)

# Which blobs lie under a former key of their volume; all others lie under its own.
former_files = Table(
    "volume_former_files",
    metadata,
    Column("blob_id", String(32), primary_key=True),
    Column("number", Integer, ForeignKey("volume_former_keys.number", ondelete="CASCADE"), nullable=False),
    Index("ix_volume_former_files_number", "number"),
)
