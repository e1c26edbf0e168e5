"""What the headers of GetObject and HeadObject say of an object."""

from typing import Any

from sealcanvas.s3.record import ObjectRecord
from sealcanvas.service.operation import Request

_OVERRIDES = {
    f"Response{name}": name
    for name in (
        "CacheControl",
        "ContentDisposition",
        "ContentEncoding",
        "ContentLanguage",
        "ContentType",
        "Expires",
    )
}


def describe(record: ObjectRecord, request: Request) -> dict[str, Any]:
    """The answer's members but those of the range.

    Args:
        request: its ChecksumMode and response-* overrides.
    """
    answer: dict[str, Any] = {
        "AcceptRanges": "bytes",
        "LastModified": record.modified_at,
        "ContentLength": record.size,
        "ETag": record.etag,
        "Metadata": record.attributes["metadata"],
        **record.attributes["headers"],
        **record.encryption.members(),
    }
    if record.storage != "STANDARD":
        answer["StorageClass"] = record.storage
    answer.update({name: request[member] for member, name in _OVERRIDES.items() if request.get(member) is not None})
    return answer
