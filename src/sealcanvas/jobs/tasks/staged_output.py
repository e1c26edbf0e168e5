"""Objects that a job writes as it goes, and that appear together at its end, or not at all."""

from contextlib import suppress
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.tasks.s3_files import split_uri

PART_BYTES = 8 << 20


class StagedOutput:
    """What a job writes: all of it, or nothing; what has appeared of a job that then fails, the server takes back.

    Used as a context manager; its end without an error makes the objects appear. A large one goes to S3 in parts as
    it grows; a small one waits in the job's sealed volume, so that what is held in memory is bounded however many
    there are, and a single put asks no more of KMS than kms:GenerateDataKey.

    Args:
        key_id: the KMS key for every object; None leaves it to the bucket's default encryption.
    """

    def __init__(self, context: TaskContext, key_id: str | None) -> None:
        self._context = context
        self._sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id} if key_id else {}
        self._files: list[StagedFile] = []

    def __enter__(self) -> "StagedOutput":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            try:
                for file in self._files:
                    # Should we be killed between two of them, the server takes back those that are there.
                    self._context.writes(file.uri)
                for file in self._files:
                    file.appear()
            except BaseException:
                self._undo()
                raise
        else:
            self._undo()

    def open(self, uri: str, content_type: str) -> "StagedFile":
        """A new object to write; close it before the next is opened."""
        bucket, key = split_uri(uri)
        place = {"Bucket": bucket, "Key": key}
        headers = {"ContentType": content_type, **self._sealing}
        file = StagedFile(self._context, uri, place, headers, f"output-{len(self._files)}")
        self._files.append(file)
        return file

    def _undo(self) -> None:
        for file in self._files:
            with suppress(Exception):  # the error that ended the work is the one to tell
                file.undo()


class StagedFile:
    """One object on its way.

    Args:
        uri: where it will be.
        place: the same as Bucket and Key.
        headers: what the object is put with.
        name: of its file in the volume, should it wait there.
    """

    def __init__(
        self, context: TaskContext, uri: str, place: dict[str, str], headers: dict[str, str], name: str
    ) -> None:
        self.uri = uri
        self._context, self._place, self._headers, self._name = context, place, headers, name
        self._pending = bytearray()
        self._upload: str | None = None
        self._parts: list[dict[str, Any]] = []
        self._appeared = False
        self.key_arn = ""
        """Of the KMS key that seals it, once parts of it are in S3."""

    def write(self, data: bytes) -> None:
        """Add to the object.

        Raises:
            JobStopped, KeyRefused: the job is to end.
            botocore's ClientError: S3's or KMS's refusal.
        """
        self._context.check()
        self._pending += data
        while len(self._pending) > PART_BYTES:
            self._send(bytes(self._pending[:PART_BYTES]))
            del self._pending[:PART_BYTES]

    def close(self) -> None:
        """Nothing more will be written."""
        if self._upload is None:
            self._context.volume.put(self._name, bytes(self._pending))
        else:
            self._send(bytes(self._pending))
        self._pending.clear()

    def appear(self) -> None:
        """Make the object be there."""
        s3 = self._context.client("s3")
        if self._upload is None:
            s3.put_object(**self._place, **self._headers, Body=self._context.volume.get(self._name))
        else:
            parts = {"Parts": self._parts}
            s3.complete_multipart_upload(**self._place, UploadId=self._upload, MultipartUpload=parts)
        self._appeared = True
        if self._upload is None:
            self._context.volume.delete(self._name)

    def undo(self) -> None:
        """Give up its upload; an object that has appeared is the server's to take back, which knows whose it is."""
        if self._upload is not None and not self._appeared:
            self._context.client("s3").abort_multipart_upload(**self._place, UploadId=self._upload)

    def _send(self, data: bytes) -> None:
        s3 = self._context.client("s3")
        if self._upload is None:
            self._context.writes(self.uri)
            begun = s3.create_multipart_upload(**self._place, **self._headers)
            self._upload, self.key_arn = begun["UploadId"], str(begun.get("SSEKMSKeyId", ""))
        number = len(self._parts) + 1
        answer = s3.upload_part(**self._place, UploadId=self._upload, PartNumber=number, Body=data)
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
