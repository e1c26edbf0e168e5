"""Small objects as bytes, through the operations: for the services above."""

from typing import Any

from sealcanvas.service.call import Call


def get_bytes(call: Call, bucket: str, key: str, limit: int) -> bytes:
    """Return an object's bytes.

    Args:
        limit: refuse objects larger than this, in bytes.

    Raises:
        ValueError: the object is larger.
        ServiceError: as GetObject raises.
    """
    raise NotImplementedError


def put_bytes(call: Call, bucket: str, key: str, data: bytes, key_id: str | None) -> dict[str, Any]:
    """Store bytes under SSE-KMS with the key `key_id` (None: as the bucket's default says); PutObject's answer."""
    raise NotImplementedError
