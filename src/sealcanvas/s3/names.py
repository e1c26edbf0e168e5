"""Which bucket names and object keys there may be."""

import re

from sealcanvas.s3.errors import InvalidBucketName, KeyTooLongError

# The server answers under these itself, so no bucket may shadow them.
RESERVED = frozenset({"healthz", "console"})
MAXIMUM_KEY_BYTES = 1024

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")


def check_bucket_name(name: str) -> None:
    """Refuse a name that AWS refuses for a new general purpose bucket, and the names that the server needs.

    Source: Amazon S3 User Guide, "General purpose bucket naming rules".

    Raises:
        InvalidBucketName: the rules are broken.
    """
    if (
        not _NAME.fullmatch(name)
        or ".." in name
        or _ADDRESS.fullmatch(name)
        or name.startswith(_PREFIXES)
        or name.endswith(_SUFFIXES)
        or name in RESERVED
    ):
        raise InvalidBucketName(BucketName=name)


def check_key(key: str) -> None:
    """Refuse an object key that is longer than S3 takes; its characters are free, for it never becomes a path.

    Raises:
        KeyTooLongError: more than 1,024 bytes of UTF-8.
    """
    size = len(key.encode())
    if size > MAXIMUM_KEY_BYTES:
        raise KeyTooLongError(Size=str(size), MaxSizeAllowed=str(MAXIMUM_KEY_BYTES))
