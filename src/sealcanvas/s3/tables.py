"""What the metadata database knows of buckets, objects, multipart uploads and their parts.

Visible besides what every database shows: bucket names, owners, which of the long settings a bucket has (CORS,
lifecycle), sizes, times and key ARNs (which every sealed file names in its header). Object keys, headers, user
metadata, tags, checksums, encryption contexts, policies and settings are sealed.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from sealcanvas.storage.columns import BlindIndex, SealedBytes, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import on_new_root, rewrapped

SERVICE_KEY_PURPOSE = "s3-service-key"

buckets = Table(
    "s3_buckets",
    metadata,
    Column("bucket_id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("region", String, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("policy", SealedText("s3_buckets.policy")),
    Column("policy_ids", SealedJSON("s3_buckets.policy_ids")),  # see iam.pinned_principals
    Column("encryption", SealedJSON("s3_buckets.encryption")),
    Column("tags", SealedJSON("s3_buckets.tags")),
    Column("settings", SealedJSON("s3_buckets.settings")),  # see s3.settings.bucket_settings
    Column("versioning", String),  # "Enabled" or "Suspended"; NULL where it was never set
    # Another value after every change of the bucket's keys: how an index in memory knows whether it is current.
    Column("stamp", String, nullable=False),
)

# Settings that are long and seldom needed: CORS rules, lifecycle rules.
bucket_settings = Table(
    "s3_bucket_settings",
    metadata,
    Column("bucket_id", ForeignKey(buckets.c.bucket_id), primary_key=True),
    Column("name", String, primary_key=True),
    Column("stamp", String, nullable=False),  # another after every change
    Column("value", SealedJSON("s3_bucket_settings.value"), nullable=False),
)

# Every version of every key, delete markers among them.
objects = Table(
    "s3_objects",
    metadata,
    Column("version_id", String, primary_key=True),
    Column("bucket_id", ForeignKey(buckets.c.bucket_id), nullable=False),
    Column("key_index", BlindIndex("s3_objects.key"), nullable=False),
    Column("key", SealedText("s3_objects.key"), nullable=False),
    Column("sequence", BigInteger, nullable=False),  # the order in which the versions of a key were written
    Column("current", Boolean, nullable=False),  # of every key that has versions, the newest one and no other
    Column("null_version", Boolean, nullable=False),  # "null" on the wire
    Column("marker", Boolean, nullable=False),  # a delete marker: no bytes, no encryption
    Column("noncurrent_since", Timestamp),
    Column("size", BigInteger, nullable=False),
    Column("etag", String, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("key_arn", String, nullable=False),
    # One sealed file, or the parts of this upload.
    Column("blob_id", String, unique=True),
    Column("upload_id", String, unique=True),
    Column("attributes", SealedJSON("s3_objects.attributes"), nullable=False),
    UniqueConstraint("bucket_id", "key_index", "sequence"),
)
# `IS true` and nothing else is what these indexes are found by.
for _name, _flag in (("current", objects.c.current), ("null", objects.c.null_version)):
    Index(
        f"ix_s3_objects_{_name}",
        objects.c.bucket_id,
        objects.c.key_index,
        unique=True,
        sqlite_where=_flag.is_(True),
        postgresql_where=_flag.is_(True),
    )

uploads = Table(
    "s3_uploads",
    metadata,
    Column("upload_id", String, primary_key=True),
    Column("bucket_id", ForeignKey(buckets.c.bucket_id), nullable=False),
    Column("key_index", BlindIndex("s3_uploads.key"), nullable=False),
    Column("key", SealedText("s3_uploads.key"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("key_arn", String, nullable=False),
    Column("wrapped_key", SealedBytes("s3_uploads.wrapped_key"), nullable=False),
    Column("attributes", SealedJSON("s3_uploads.attributes"), nullable=False),
    Index("ix_s3_uploads_bucket", "bucket_id"),
)

# A part outlives its upload: once completed, it belongs to the object that names the upload.
parts = Table(
    "s3_parts",
    metadata,
    Column("blob_id", String, primary_key=True),
    Column("upload_id", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("etag", String, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    Column("checksum", SealedText("s3_parts.checksum"), nullable=False),
    UniqueConstraint("upload_id", "number"),
)

service_keys = Table(
    "s3_service_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column(
        "wrapped",
        SealedBytes("s3_service_keys.wrapped"),
        nullable=False,
        info=on_new_root(rewrapped(SERVICE_KEY_PURPOSE, lambda row: str(row["name"]).encode())),
    ),
)
