"""What a sealed object or part is bound to (docs/s3.md): its place, its version and its encryption context."""

from sealcanvas.crypto.canonical import bind, canonical
from sealcanvas.s3.encryption import Encryption


def object_context(bucket: str, key: str, version_id: str, encryption: Encryption) -> bytes:
    """The context of an object that is one sealed file."""
    return bind(
        b"sealcanvas/s3-object@v1",
        bucket.encode(),
        key.encode(),
        version_id.encode(),
        canonical(encryption.context(bucket, key)),
    )


def part_context(bucket: str, key: str, upload_id: str, number: int, blob_id: str, encryption: Encryption) -> bytes:
    """The context of one part: a part that was uploaded again is another blob, so an old one does not come back."""
    return bind(
        b"sealcanvas/s3-part@v1",
        bucket.encode(),
        key.encode(),
        upload_id.encode(),
        number.to_bytes(4, "big"),
        blob_id.encode(),
        canonical(encryption.context(bucket, key)),
    )
