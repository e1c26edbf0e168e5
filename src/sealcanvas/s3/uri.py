"""`s3://bucket/key`, as the services above take and give it."""


def parse_uri(uri: str) -> tuple[str, str]:
    """Split an S3 URI into bucket and key; the key is "" where the URI names the bucket alone.

    Raises:
        ValueError: `uri` does not begin with `s3://` and a bucket.
    """
    scheme, separator, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme.lower() != "s3" or not separator or not bucket:
        raise ValueError(f"not an S3 URI: {uri!r}")
    return bucket, key
