"""An object of S3 as `ml` reads files: block by block, or by ranges."""

from collections.abc import Iterator

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.tasks.s3_files import InputFile, read_blocks


class S3Source:
    """One object.

    Args:
        gzip: it is compressed, and is expanded before anybody sees it.

    Attributes:
        name: its key, for messages.
        uri: where it lies.
        size: its stored length in bytes.
        expanded: how many bytes it has, once it was read; its length until then.
    """

    def __init__(self, context: TaskContext, file: InputFile, *, gzip: bool = False) -> None:
        self._context, self._file, self._gzip = context, file, gzip
        self.name, self.size = file.key, file.size
        self.uri = file.uri
        self.expanded = file.size

    def blocks(self) -> Iterator[bytes]:
        """From the beginning. Raises what `s3_files.read_blocks` does."""
        length = 0
        for block in read_blocks(self._context, self._file.bucket, self._file.key, gzip=self._gzip):
            length += len(block)
            yield block
        self.expanded = length

    def read_at(self, start: int, length: int) -> bytes:
        """A piece. Raises botocore's ClientError."""
        if self._gzip:  # only its beginning is ever looked at
            begins = b""
            for block in read_blocks(self._context, self._file.bucket, self._file.key, gzip=True):
                begins += block
                if len(begins) >= start + length:
                    break
            return begins[start : start + length]
        if start >= self.size or length <= 0:
            return b""
        self._context.check()
        place = {"Bucket": self._file.bucket, "Key": self._file.key}
        ends = min(self.size, start + length) - 1
        body = self._context.client("s3").get_object(**place, Range=f"bytes={start}-{ends}")["Body"]
        pieces = []
        while piece := body.read(length):
            pieces.append(piece)
        return b"".join(pieces)


def named_source(context: TaskContext, place: dict[str, str], name: str) -> S3Source:
    """The object at `bucket` and `key`, under a name for messages. Raises botocore's ClientError."""
    # A HEAD's refusal has no words.
    answer = context.client("s3").get_object(Bucket=place["bucket"], Key=place["key"])
    answer["Body"].close()
    source = S3Source(context, InputFile(place["bucket"], place["key"], name, answer["ContentLength"]))
    source.name = name
    return source
