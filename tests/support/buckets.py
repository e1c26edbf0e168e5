"""Buckets as tests need them."""

from typing import Any


def allow_customer_keys(s3: Any, bucket: str) -> None:
    """Allow SSE-C in a bucket, which new ones block."""
    rule = {"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
