"""Objects that SageMaker's tasks read and write, over the wire, as the job's role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed

MAXIMUM_BYTES = 2 << 30
MAXIMUM_FILES = 100_000
_BLOCK = 1 << 20
_CHECK_FILE = ".write_access_check_file.temp"  # as Amazon's AI services name theirs


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


def find_files(context: TaskContext, uri: str, most: int | None = MAXIMUM_BYTES) -> list[InputFile]:
    """The objects whose keys begin with that of `uri`, in the order of their keys; folder markers are left out.

    Args:
        most: bytes that they may have together; None for whoever reads them in parts.

    Raises:
        TaskFailed: there is none, or they are too many or too large.
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
        if not page.get("IsTruncated") or len(found) > MAXIMUM_FILES:
            break
        more = {"ContinuationToken": page["NextContinuationToken"]}
    if not found:
        raise TaskFailed("ClientError", f"No object was found at {uri}.")
    check_total(found, uri, most)
    return found


def check_total(files: list[InputFile], uri: str, most: int | None = MAXIMUM_BYTES) -> None:
    """Raises TaskFailed for too many objects, or for more than `most` bytes in all."""
    if len(files) > MAXIMUM_FILES:
        raise TaskFailed("ClientError", f"There are more than {MAXIMUM_FILES:,} objects at {uri}.")
    if most is not None and sum(file.size for file in files) > most:
        raise TaskFailed("ClientError", f"The objects at {uri} have more than {most >> 30} GiB.")


def read_file(context: TaskContext, bucket: str, key: str, *, gzip: bool = False) -> bytes:
    """A whole object; S3 decrypts it under its own key, if the role may.

    Args:
        gzip: it is compressed, and is expanded.

    Raises:
        TaskFailed: it is too large, or not the gzip stream that it should be, or one that expands without measure.
        botocore's ClientError: S3's or KMS's refusal.
    """
    return read_object(context, bucket, key, gzip=gzip)[0]


def read_object(context: TaskContext, bucket: str, key: str, *, gzip: bool = False) -> tuple[bytes, str]:
    """`read_file`, and the object's ETag."""
    answer = context.client("s3").get_object(Bucket=bucket, Key=key)
    data = bytearray()
    for block in _checked(context, answer["Body"], key, gzip=gzip):
        data += block
        if len(data) > MAXIMUM_BYTES:
            raise TaskFailed("ClientError", f"'{key}' has more than {MAXIMUM_BYTES >> 30} GiB.")
    return bytes(data), str(answer.get("ETag", ""))


def read_blocks(context: TaskContext, bucket: str, key: str, *, gzip: bool = False) -> Iterator[bytes]:
    """An object block by block, for whoever need not hold it whole; raises as `read_file`, and what ends the job."""
    body = context.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
    yield from _checked(context, body, key, gzip=gzip)


def _checked(context: TaskContext, body: Any, key: str, *, gzip: bool) -> Iterator[bytes]:
    for block in _expand(_blocks(body), key) if gzip else _blocks(body):
        context.check()
        yield block


def _blocks(body: Any) -> Iterator[bytes]:
    while block := body.read(_BLOCK):
        yield block


def _expand(blocks: Iterator[bytes], key: str) -> Iterator[bytes]:
    from sealcanvas.ml.errors import UnreadableFile
    from sealcanvas.ml.reading.gunzip import gunzip

    try:
        yield from gunzip(blocks, f"'{key}'")
    except UnreadableFile as error:
        raise TaskFailed("ClientError", str(error)) from None


def check_writable(context: TaskContext, folder: str, key_id: str | None) -> None:
    """Write an empty object below `folder` as an output is written, and have the server take it back at once.

    So a bucket that is not there, or a key that is refused, is told before the work and not after it.

    Args:
        folder: an S3 URI.
        key_id: as for `Output`.

    Raises:
        JobStopped, KeyRefused: the job is to end.
        botocore's ClientError: S3's or KMS's refusal.
    """
    uri = f"{folder.rstrip('/')}/{_CHECK_FILE}"
    Output(context, key_id).write(uri, b"", "application/octet-stream")
    context.takes_back(uri)


class Output:
    """What a job writes: all of it, or nothing.

    Used as a context manager; when the work ends in an error, the server takes back what was noted. Single
    objects are never half-written: S3 shows them once they are whole.

    Args:
        key_id: the KMS key for every object; None leaves it to the bucket's default encryption.
    """

    def __init__(self, context: TaskContext, key_id: str | None) -> None:
        self._context = context
        self._sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id} if key_id else {}

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing: the server takes back what a job wrote that fails, and knows what somebody else wrote since."""

    def write(self, uri: str, data: bytes, content_type: str) -> None:
        """Write one object.

        Raises:
            JobStopped, KeyRefused: the job is to end.
            botocore's ClientError: S3's or KMS's refusal.
        """
        self._context.writes(uri)
        bucket, key = split_uri(uri)
        self._context.client("s3").put_object(
            Bucket=bucket, Key=key, Body=data, ContentType=content_type, **self._sealing
        )
