"""The tables of volumes, of the files on domain volumes, and of the blobs that wait for removal."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

volumes = Table(
    "volumes",
    metadata,
    Column("volume_id", String(32), primary_key=True),
    Column("owner", SealedText("volumes.owner"), nullable=False),  # the domain's or job's ARN
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
