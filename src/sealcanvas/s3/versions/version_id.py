"""Version ids as requests name them and answers tell them."""

import re

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.record import NULL, ObjectRecord

_FORM = re.compile(r"[0-9a-f]{32}", re.ASCII)


def is_version_id(text: str) -> bool:
    """Whether it could be the id of a version of ours."""
    return text == NULL or _FORM.fullmatch(text) is not None


def check_version_id(text: str | None, name: str = "versionId") -> str | None:
    """Return the version id that a request gave, or None for none.

    Args:
        name: the parameter's, as the error tells it.

    Raises:
        InvalidArgument: it is no version id.
    """
    if text == "":
        raise InvalidArgument("Version id cannot be the empty string", name, "")
    if text is not None and not is_version_id(text):
        raise no_version_id(text, name)
    return text


def no_version_id(text: str, name: str = "versionId") -> InvalidArgument:
    """What a version id is answered with that cannot be one, or that the bucket cannot have."""
    return InvalidArgument("Invalid version id specified", name, text[:1024])


def version_read(bucket: Bucket, record: ObjectRecord) -> dict[str, str]:
    """The answer's VersionId for a version that was read; none where the bucket never kept versions."""
    return {"VersionId": record.shown_id} if bucket.versioning else {}


def version_written(record: ObjectRecord) -> dict[str, str]:
    """The answer's VersionId for a version that was written; AWS tells none of the null version."""
    return {} if record.null_version else {"VersionId": record.version_id}
