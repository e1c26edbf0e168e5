"""GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption: the default for objects without headers."""

from typing import Any

from sqlalchemy import update

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.encryption import BLOCKED_UNLESS_ALLOWED, BY_KMS, SSE_C, SSE_S3
from sealcanvas.s3.errors import InvalidArgument, MalformedXML
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_BASE = {
    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": SSE_S3},
    "BucketKeyEnabled": False,
    "BlockedEncryptionTypes": {"EncryptionType": BLOCKED_UNLESS_ALLOWED},
}


@s3.operation("GetBucketEncryption", action="s3:GetEncryptionConfiguration", resource=bucket_named)
def get_bucket_encryption(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the default encryption; SSE-S3 where none was put."""
    return {"ServerSideEncryptionConfiguration": {"Rules": [bucket.encryption or _BASE]}}


@s3.operation("PutBucketEncryption", action="s3:PutEncryptionConfiguration", resource=bucket_named)
def put_bucket_encryption(call: Call, bucket: Bucket, request: Request) -> None:
    """Replace the default encryption. As on AWS, the key is not looked up: the first write finds out."""
    rules = request["ServerSideEncryptionConfiguration"].get("Rules") or []
    if len(rules) != 1:
        raise MalformedXML
    _set(call, bucket, _checked(rules[0]))


@s3.operation("DeleteBucketEncryption", action="s3:PutEncryptionConfiguration", resource=bucket_named)
def delete_bucket_encryption(call: Call, bucket: Bucket, _request: Request) -> None:
    """Go back to SSE-S3; objects stay as they were sealed."""
    _set(call, bucket, None)


def _checked(rule: dict[str, Any]) -> dict[str, Any]:
    blocked = _blocked(rule)
    default = rule.get("ApplyServerSideEncryptionByDefault") or {"SSEAlgorithm": SSE_S3}
    algorithm, key_id = default.get("SSEAlgorithm"), default.get("KMSMasterKeyID")
    if algorithm not in (SSE_S3, *BY_KMS):
        raise MalformedXML
    if key_id and algorithm not in BY_KMS:
        raise InvalidArgument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            "KMSMasterKeyID",
            key_id,
        )
    kept = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key_id} if key_id else {})}
    return {
        "ApplyServerSideEncryptionByDefault": kept,
        "BucketKeyEnabled": bool(rule.get("BucketKeyEnabled")),
        "BlockedEncryptionTypes": {"EncryptionType": blocked},
    }


def _blocked(rule: dict[str, Any]) -> list[str]:
    """The kinds of encryption that a rule blocks; NONE stands alone, and blocks nothing."""
    kinds = list((rule.get("BlockedEncryptionTypes") or {}).get("EncryptionType") or [])
    if set(kinds) - {"NONE", SSE_C} or len(kinds) > 1:
        raise MalformedXML
    return kinds or BLOCKED_UNLESS_ALLOWED


def _set(call: Call, bucket: Bucket, rule: dict[str, Any] | None) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(encryption=rule))
