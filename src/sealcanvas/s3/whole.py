"""Small objects as bytes, through the operations: for the services above."""

from typing import Any

from sealcanvas.s3.get_object import get_object
from sealcanvas.s3.put_object import put_object
from sealcanvas.service.body import BytesBody, Stream
from sealcanvas.service.call import Call


def get_bytes(call: Call, bucket: str, key: str, limit: int) -> bytes:
    """Return an object's bytes.

    Args:
        limit: refuse objects larger than this, in bytes.

    Raises:
        ValueError: the object is larger.
        ServiceError: as GetObject raises.
        CryptoError: the object does not open beyond its first block.
    """
    answer = get_object(call, {"Bucket": bucket, "Key": key})
    body: Stream = answer["Body"]
    try:
        if answer["ContentLength"] > limit:
            raise ValueError(f"s3://{bucket}/{key} has more than {limit} bytes")
        return b"".join(body)
    finally:
        body.close()


def put_bytes(call: Call, bucket: str, key: str, data: bytes, key_id: str | None) -> dict[str, Any]:
    """Store bytes; PutObject's answer.

    Args:
        key_id: the KMS key to seal under; None leaves it to the bucket's default.

    Raises:
        ServiceError: as PutObject raises.
    """
    request: dict[str, Any] = {"Bucket": bucket, "Key": key, "Body": BytesBody(data)}
    if key_id is not None:
        request |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id}
    return put_object(call, request)
