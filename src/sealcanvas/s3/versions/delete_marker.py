"""What a request learns where a delete marker stands: AWS tells it in headers beside the error."""

from sealcanvas.s3.errors import MethodNotAllowed, NoSuchKey
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.wire.scalars import http_date


def deleted(marker: ObjectRecord) -> NoSuchKey:
    """The object is not there, because its current version is `marker`."""
    error = NoSuchKey(Key=marker.key)
    error.headers = {"x-amz-delete-marker": "true", "x-amz-version-id": marker.shown_id}
    return error


def not_allowed(marker: ObjectRecord, method: str = "GET") -> MethodNotAllowed:
    """A delete marker can be deleted, and nothing else.

    Args:
        method: the request's HTTP method.
    """
    error = MethodNotAllowed(Method=method, ResourceType="DeleteMarker")
    error.headers = {
        "allow": "DELETE",
        "last-modified": http_date(marker.modified_at),
        "x-amz-delete-marker": "true",
        "x-amz-version-id": marker.shown_id,
    }
    return error
