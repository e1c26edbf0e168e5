"""Objects that SageMaker's tasks read and write, over the wire, as the job's role."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed

MAXIMUM_BYTES = 2 << 30
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class InputFile:
    """One object to read.

    Attributes:
        name: its key behind the last slash of the URI that found it; "a/b.csv" below "s3://bucket/folder/".
        size: its stored length in bytes.
    """

    bucket: str
    key: str
    name: str
    size: int

    @property
    def uri(self) -> str:
        """Where it lies."""
        return f"s3://{self.bucket}/{self.key}"


def split_uri(uri: str) -> tuple[str, str]:
    """Bucket and key of a URI that the server has checked; a worker loads none of S3's own modules for it."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def find_files(context: TaskContext, uri: str) -> list[InputFile]:
    """The objects whose keys begin with that of `uri`, in the order of their keys; folder markers are left out.

    Raises:
        TaskFailed: there is none, or they are too large.
        botocore's ClientError: S3's refusal.
    """
    bucket, prefix = split_uri(uri)
    folder = prefix[: prefix.rfind("/") + 1]
    s3 = context.client("s3")
    found: list[InputFile] = []
    more: dict[str, str] = {}
    while True:
        context.check()
        page = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, **more)
        found.extend(
            InputFile(bucket, entry["Key"], entry["Key"][len(folder) :], entry["Size"])
            for entry in page.get("Contents", [])
            if not entry["Key"].endswith("/")
        )
        if not page.get("IsTruncated"):
            break
        more = {"ContinuationToken": page["NextContinuationToken"]}
    if not found:
        raise TaskFailed("ClientError", f"No object was found at {uri}.")
    if sum(file.size for file in found) > MAXIMUM_BYTES:
        raise TaskFailed("ClientError", f"The objects at {uri} have more than {MAXIMUM_BYTES >> 30} GiB.")
    return found


def read_file(context: TaskContext, bucket: str, key: str, *, gzip: bool = False) -> bytes:
    """A whole object; S3 decrypts it under its own key, if the role may.

    Args:
        gzip: it is compressed, and is expanded.

    Raises:
        TaskFailed: it is too large, or not the gzip stream that it should be.
        botocore's ClientError: S3's or KMS's refusal.
    """
    body = context.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
    blocks = _expand(_blocks(body), key) if gzip else _blocks(body)
    data = bytearray()
    for block in blocks:
        context.check()
        data += block
        if len(data) > MAXIMUM_BYTES:
            raise TaskFailed("ClientError", f"'{key}' has more than {MAXIMUM_BYTES >> 30} GiB.")
    return bytes(data)


def _blocks(body: Any) -> Iterator[bytes]:
    while block := body.read(_BLOCK):
        yield block


def _expand(blocks: Iterator[bytes], key: str) -> Iterator[bytes]:
    """The content of a gzip file of one or several members; never more than one block at a time."""
    expander = zlib.decompressobj(wbits=31)
    rest = b""
    try:
        for block in blocks:
            rest += block
            while rest:
                if expander.eof:
                    expander = zlib.decompressobj(wbits=31)
                yield expander.decompress(rest, _BLOCK)
                rest = expander.unused_data if expander.eof else expander.unconsumed_tail
    except zlib.error:
        raise TaskFailed("ClientError", f"'{key}' is not a gzip file, or a damaged one.") from None
    if not expander.eof:
        raise TaskFailed("ClientError", f"'{key}' is not a gzip file, or a damaged one.")


class Output:
    """What a job writes: all of it, or nothing.

    Used as a context manager; when the work ends in an error, what was written is deleted again, as far as the role
    may delete. Single objects are never half-written: S3 shows them once they are whole.

    Args:
        key_id: the KMS key for every object; None leaves it to the bucket's default encryption.
    """

    def __init__(self, context: TaskContext, key_id: str | None) -> None:
        self._context, self._written = context, list[tuple[str, str]]()
        self._sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id} if key_id else {}

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            return
        s3 = self._context.client("s3")
        for bucket, key in self._written:
            with suppress(Exception):  # the error that ended the work is the one to tell
                s3.delete_object(Bucket=bucket, Key=key)

    def write(self, uri: str, data: bytes, content_type: str) -> None:
        """Write one object.

        Raises:
            JobStopped, KeyRefused: the job is to end.
            botocore's ClientError: S3's or KMS's refusal.
        """
        self._context.check()
        bucket, key = split_uri(uri)
        self._context.client("s3").put_object(
            Bucket=bucket, Key=key, Body=data, ContentType=content_type, **self._sealing
        )
        self._written.append((bucket, key))
