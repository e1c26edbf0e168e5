"""What an object carries besides its bytes: headers, user metadata, tags, storage class."""

import re
import string
from typing import Any
from urllib.parse import parse_qsl

from sealcanvas.s3.errors import (
    AccessControlListNotSupported,
    InvalidArgument,
    InvalidStorageClass,
    InvalidTag,
    MetadataTooLarge,
    NotImplementedByS3,
)
from sealcanvas.service.operation import Request

KEPT = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "WebsiteRedirectLocation",
)
DEFAULT_TYPE = "binary/octet-stream"
MAXIMUM_METADATA = 2048
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*", re.ASCII)
_AT_ONCE = frozenset(
    {"STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"}
)
_LATER = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_OWNER_ONLY = ("private", "bucket-owner-full-control")
_TAG_CHARACTERS = frozenset(string.digits + " +-=._:/@")


def attributes_of(request: Request) -> dict[str, Any]:
    """The headers, metadata, tags and storage class that a write states, for the row's sealed attributes.

    Raises:
        MetadataTooLarge, InvalidStorageClass, InvalidTag, InvalidArgument: they break S3's rules.
        NotImplementedByS3: object locks, append writes, storage classes that need a restore.
        AccessControlListNotSupported: an ACL that gives others access.
    """
    refuse_what_is_not_there(request)
    metadata = {name.lower(): value for name, value in (request.get("Metadata") or {}).items()}
    for name in metadata:
        if not _HEADER_NAME.fullmatch(name):  # a form or a presigned query can say it, but no answer could
            raise InvalidArgument("The name of user metadata must be the name of a header.", "x-amz-meta-", name[:256])
    size = sum(len(name.encode()) + len(value.encode()) for name, value in metadata.items())
    if size > MAXIMUM_METADATA:
        raise MetadataTooLarge(Size=str(size), MaxSizeAllowed=str(MAXIMUM_METADATA))
    headers = {name: request[name] for name in KEPT if request.get(name) is not None}
    headers.setdefault("ContentType", DEFAULT_TYPE)
    return {
        "headers": headers,
        "metadata": metadata,
        "storage": storage_class(request.get("StorageClass")),
        "tags": parse_tags(request.get("Tagging")),
    }


def refuse_what_is_not_there(request: Request) -> None:
    """Refuse members that would change what is stored, and that this store does not do."""
    if any(value for name, value in request.items() if name.startswith("ObjectLock")):
        raise NotImplementedByS3(Header="x-amz-object-lock-mode")
    if request.get("WriteOffsetBytes") is not None:
        raise NotImplementedByS3(Header="x-amz-write-offset-bytes")
    if request.get("ACL", "private") not in _OWNER_ONLY or any(
        value for name, value in request.items() if name.startswith("Grant")
    ):
        raise AccessControlListNotSupported


def storage_class(name: str | None) -> str:
    """The storage class to record; all of them lie in the same place here."""
    if name is None or name in _AT_ONCE:
        return name or "STANDARD"
    if name in _LATER:
        raise NotImplementedByS3(Header="x-amz-storage-class")
    raise InvalidStorageClass(StorageClassRequested=name)


def parse_tags(text: str | None) -> dict[str, str]:
    """Tags in the form of a query string, at most ten, as x-amz-tagging has them."""
    if not text:
        return {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        pairs = []
    names = {key for key, _ in pairs}
    if not pairs or len(names) < len(pairs) or not all(_clean(word) for pair in pairs for word in pair):
        raise InvalidArgument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query "
            "parameters without tag name duplicates.",
            "x-amz-tagging",
            text[:256],
        )
    if len(pairs) > 10:
        raise InvalidTag("Object tags cannot be greater than 10")
    return checked_tags(pairs)


def checked_tags(
    pairs: list[tuple[str, str]], reserved: str = "System tags cannot be added/updated by requester"
) -> dict[str, str]:
    """Tags by their keys.

    Args:
        reserved: what is said of a key that begins with aws:.

    Raises:
        InvalidTag: a key comes twice, is reserved, or key or value are too long or have other characters.
    """
    tags: dict[str, str] = {}
    for key, value in pairs:
        if key in tags:
            raise InvalidTag("Cannot provide multiple Tags with the same key", TagKey=key)
        if key.lower().startswith("aws:"):
            raise InvalidTag(reserved, TagKey=key)
        if not 1 <= len(key) <= 128 or not _clean(key):
            raise InvalidTag("The TagKey you have provided is invalid", TagKey=key)
        if len(value) > 256 or not _clean(value):
            raise InvalidTag("The TagValue you have provided is invalid", TagKey=key, TagValue=value)
        tags[key] = value
    return tags


def _clean(text: str) -> bool:
    return all(c.isalpha() or c.isnumeric() or c in _TAG_CHARACTERS for c in text)
