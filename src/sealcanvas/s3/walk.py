"""From a sealed blob back to the object it belongs to, for VerifyStore."""

from dataclasses import dataclass

from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class BlobDescription:
    """What a blob is: the object (or the part of an upload) that it holds."""

    bucket: str
    key: str
    version_id: str
    part: int | None
    upload_id: str
    key_arn: str
    size: int


def object_of_blob(instance: Instance, blob_id: str) -> BlobDescription | None:
    """What the blob belongs to, or None where nothing refers to it."""
    raise NotImplementedError


def verify_blob(instance: Instance, blob_id: str) -> tuple[str, str, str]:
    """Authenticate every chunk; return (key ARN, "sealed" or what is wrong, detail)."""
    raise NotImplementedError
