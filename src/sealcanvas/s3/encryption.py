"""How an object will be, or is, encrypted: chosen from the request's headers, else the bucket's default."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from sealcanvas.kms.find import find_key
from sealcanvas.kms.managed import managed_key
from sealcanvas.s3.bucket import Bucket, to_kms
from sealcanvas.s3.customer_keys.key import CustomerKey, customer_key
from sealcanvas.s3.errors import InvalidArgument, Refused
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request

SSE_S3 = "AES256"
SSE_KMS = "aws:kms"
DSSE_KMS = "aws:kms:dsse"
SSE_C = "SSE-C"
"""What a row names the algorithm of customers' keys; on the wire it is a header of its own."""
SERVICE_KEY = "sse-s3"
"""What a sealed file's header names as its key where S3's own service key wraps the data key."""
CUSTOMER_KEY = "sse-c"
"""What a sealed file's header names as its key where a customer's does."""

BY_KMS = (SSE_KMS, DSSE_KMS)
BLOCKED_UNLESS_ALLOWED = [SSE_C]
"""What a bucket refuses to write until its rule says NONE, as new buckets of S3 do since April 2026."""

_HEADER = "x-amz-server-side-encryption"
_CONTEXT_LIMIT = 4096  # bytes of JSON


@dataclass(frozen=True, slots=True)
class Encryption:
    """One object's encryption.

    Attributes:
        key_arn: the KMS key's full ARN, or `SERVICE_KEY`.
        caller_context: the encryption context that the request gave, {} for none.
        bucket_key: whether a bucket key stands between the KMS key and the data key.
        requested: the algorithm if the request's headers named it, "" if it came from the bucket.
        customer: under SSE-C the key of the request that writes; never stored.
    """

    algorithm: Literal["AES256", "aws:kms", "aws:kms:dsse", "SSE-C"]
    key_arn: str
    caller_context: dict[str, str] = field(default_factory=dict)
    bucket_key: bool = False
    requested: str = ""
    customer: CustomerKey | None = field(default=None, repr=False, compare=False)

    @property
    def by_kms(self) -> bool:
        """Whether KMS holds the key."""
        return self.algorithm in BY_KMS

    @property
    def two_layers(self) -> bool:
        """Whether what the data key seals is itself sealed, under a key of S3's own."""
        return self.algorithm == DSSE_KMS

    def context(self, bucket: str, key: str) -> dict[str, str]:
        """The encryption context that KMS sees for the object (or for its bucket key)."""
        if not self.by_kms:
            return {}
        arn = f"arn:aws:s3:::{bucket}" if self.bucket_key else f"arn:aws:s3:::{bucket}/{key}"
        return {"aws:s3:arn": arn, **self.caller_context}

    def members(self) -> dict[str, Any]:
        """What every answer about the object says of its encryption."""
        if self.algorithm == SSE_C:
            return dict(self.customer.members()) if self.customer else {}
        if not self.by_kms:
            return {"ServerSideEncryption": SSE_S3}
        found: dict[str, Any] = {"ServerSideEncryption": self.algorithm, "SSEKMSKeyId": self.key_arn}
        if self.bucket_key:
            found["BucketKeyEnabled"] = True
        return found

    def echo(self) -> dict[str, Any]:
        """`members`, and the request's encryption context: what the answer to a write says."""
        found = self.members()
        if self.caller_context:
            text = json.dumps(self.caller_context, separators=(",", ":"), ensure_ascii=False)
            found["SSEKMSEncryptionContext"] = base64.b64encode(text.encode()).decode()
        return found

    def to_json(self) -> dict[str, Any]:
        """The encryption as a row's sealed attributes hold it."""
        return {
            "algorithm": self.algorithm,
            "context": self.caller_context,
            "bucket_key": self.bucket_key,
            "requested": self.requested,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any], key_arn: str) -> "Encryption":
        """The encryption that `to_json` gave."""
        return cls(value["algorithm"], key_arn, value["context"], value["bucket_key"], value["requested"])


def choose_encryption(call: Call, bucket: Bucket, request: Request) -> Encryption:
    """The encryption of what `request` writes: its headers, else the bucket's default, else SSE-S3.

    The key is resolved in the requester's account. One that cannot be found keeps the name that it was given by:
    policies are asked first, and KMS's own error comes when the key is used.

    Raises:
        InvalidArgument, InvalidEncryptionAlgorithmError: the headers contradict each other.
        Refused: the bucket blocks this kind of encryption.
    """
    requested, key_id = request.get("ServerSideEncryption"), request.get("SSEKMSKeyId")
    rule = bucket.encryption or {}
    customer = customer_key(call, request)
    if customer is not None:
        _check_customer(requested)
        chosen = Encryption("SSE-C", CUSTOMER_KEY, customer=customer)
        check_blocked(bucket, chosen)
        return chosen
    _check_headers(requested, key_id, request.get("SSEKMSEncryptionContext"))
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    algorithm = requested or default.get("SSEAlgorithm", SSE_S3)
    if algorithm not in BY_KMS:
        return Encryption("AES256", SERVICE_KEY, requested=requested or "")
    if not requested:
        key_id = default.get("KMSMasterKeyID")
    bucket_key = request.get("BucketKeyEnabled")
    return Encryption(
        algorithm=algorithm,
        key_arn=_key_arn(to_kms(call, bucket), key_id),
        caller_context=_caller_context(request.get("SSEKMSEncryptionContext")),
        # Two layers have no bucket key: S3 takes the header and does not do it.
        bucket_key=algorithm == SSE_KMS and bool(rule.get("BucketKeyEnabled") if bucket_key is None else bucket_key),
        requested=requested or "",
    )


def check_blocked(bucket: Bucket, encryption: Encryption) -> None:
    """Refuse to write what is encrypted in a way that the bucket blocks.

    Raises:
        Refused: it does.
    """
    rule = bucket.encryption or {}
    if encryption.algorithm in rule.get("BlockedEncryptionTypes", {}).get("EncryptionType", BLOCKED_UNLESS_ALLOWED):
        raise Refused


def _check_customer(requested: str | None) -> None:
    if requested is not None:
        raise InvalidArgument(
            "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
            _HEADER,
            requested,
        )


def _check_headers(requested: str | None, key_id: str | None, context: str | None) -> None:
    if requested not in (None, SSE_S3, *BY_KMS):
        raise InvalidArgument("The encryption method specified is not supported", _HEADER, str(requested))
    if (key_id or context) and requested not in BY_KMS:
        raise InvalidArgument(
            f"Server Side Encryption with AWS KMS managed key requires HTTP header {_HEADER} : aws:kms",
            _HEADER,
            requested or "null",
        )


def _key_arn(call: Call, key_id: str | None) -> str:
    if not key_id and call.principal.kind != "anonymous":
        return managed_key(call, "s3").arn
    # Nobody in particular must not cause a key to be made: KMS refuses the name.
    key_id = key_id or f"arn:aws:kms:{call.region}:{call.account}:alias/aws/s3"
    try:
        return find_key(call, key_id, "kms:GenerateDataKey").arn
    except ServiceError:
        return key_id


def _caller_context(text: str | None) -> dict[str, str]:
    if not text:
        return {}
    try:
        decoded = base64.b64decode(text, validate=True)
        value = json.loads(decoded)
    except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError):
        value = None
    if (
        not isinstance(value, dict)
        or not all(isinstance(item, str) for item in value.values())
        or len(decoded) > _CONTEXT_LIMIT
    ):
        raise InvalidArgument(
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string "
            "holding JSON which represents a string-string map",
            f"{_HEADER}-context",
            text[:256],
        )
    return value
