"""S3 URIs in requests."""

from sealcanvas.s3.uri import parse_uri
from sealcanvas.sagemaker.errors import ValidationException


def check_uri(member: str, uri: str) -> str:
    """The URI, if it is one that can be read from or written to.

    Raises:
        ValidationException: it does not begin with s3:// and a bucket.
    """
    try:
        parse_uri(uri)
    except ValueError:
        raise ValidationException(f"{member} '{uri}' is not supported. Give s3://bucket/key.") from None
    return uri


def under(folder: str, *names: str) -> str:
    """The URI of `names` below a folder's URI, whether or not that ends in a slash."""
    return "/".join([folder.rstrip("/"), *names])
