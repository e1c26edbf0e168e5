"""What a task sees, in memory: its payload, an S3 that remembers, and no server."""

import io
import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import find_task
from sealcanvas.ml.progress import Progress
from sealcanvas.sagemaker.automl.artifacts import artifacts

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PLACES = artifacts("s3://out/", "churn-1")
ROLE = "arn:aws:iam::111122223333:role/Runner"


class Refused(Exception):
    """S3 says no."""


class Absent(Refused):
    """S3 has no such object, in botocore's words."""

    response = {"Error": {"Code": "404", "Message": "Not Found"}}  # noqa: RUF012 - as botocore's ClientError has it


class Body:
    """An object's content, read in blocks."""

    def __init__(self, data: bytes, blocks: int) -> None:
        self._data, self._blocks = io.BytesIO(data), blocks

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        return self._data.read(min(size, self._blocks))

    def close(self) -> None:
        """No more of it is wanted."""
        self._data.close()


class FakeVolume:
    """Files in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> None:
        """Write a file."""
        self.files[name] = data

    def get(self, name: str) -> bytes:
        """Read one."""
        return self.files[name]

    def delete(self, name: str) -> None:
        """Remove one."""
        self.files.pop(name, None)


class FakeS3:
    """Objects by bucket and key, with the headers they were put with; `refused` keys cannot be put."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.headers: dict[tuple[str, str], dict[str, Any]] = {}
        self.refused: set[str] = set()
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.blocks = 1 << 20  # how many bytes a body gives at a time, at most

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        """One key a page, so that paging is walked."""
        keys = sorted(key for bucket, key in self.objects if bucket == request["Bucket"])
        keys = [key for key in keys if key.startswith(request["Prefix"])]
        start = int(request.get("ContinuationToken", 0))
        found = [{"Key": key, "Size": len(self.objects[request["Bucket"], key])} for key in keys[start : start + 1]]
        return {"Contents": found, "IsTruncated": start + 1 < len(keys), "NextContinuationToken": str(start + 1)}

    def get_object(self, **request: Any) -> dict[str, Any]:
        """The whole object, or a range of it."""
        data = self.objects[request["Bucket"], request["Key"]]
        if "Range" in request:
            first, last = request["Range"].removeprefix("bytes=").split("-")
            data = data[int(first) : int(last) + 1]
        return {"Body": Body(data, self.blocks), "ContentLength": len(data)}

    def head_object(self, **request: Any) -> dict[str, Any]:
        """How long it is."""
        if (request["Bucket"], request["Key"]) not in self.objects:
            raise Absent(request["Key"])
        return {"ContentLength": len(self.objects[request["Bucket"], request["Key"]])}

    def create_multipart_upload(self, **request: Any) -> dict[str, Any]:
        """Begin an upload; its id has its place."""
        place = (request.pop("Bucket"), request.pop("Key"))
        self.headers[place] = request
        self.uploads[place[1]] = {}
        return {"UploadId": place[1]}

    def upload_part(self, **request: Any) -> dict[str, Any]:
        """Keep a part; all but the last have 5 MiB."""
        parts = self.uploads[request["UploadId"]]
        assert all(len(part) >= 5 << 20 for part in parts.values())
        parts[request["PartNumber"]] = request["Body"]
        return {"ETag": f"etag-{request['PartNumber']}"}

    def complete_multipart_upload(self, **request: Any) -> dict[str, Any]:
        """Make the object of its parts."""
        if request["Key"] in self.refused:
            raise Refused(request["Key"])
        parts = self.uploads.pop(request["UploadId"])
        told = [part["PartNumber"] for part in request["MultipartUpload"]["Parts"]]
        assert told == sorted(parts)
        self.objects[request["Bucket"], request["Key"]] = b"".join(parts[number] for number in told)
        return {}

    def abort_multipart_upload(self, **request: Any) -> dict[str, Any]:
        """Forget an upload."""
        del self.uploads[request["UploadId"]]
        return {}

    def put_object(self, **request: Any) -> dict[str, Any]:
        """Keep it."""
        place = (request.pop("Bucket"), request.pop("Key"))
        if place[1] in self.refused:
            raise Refused(place[1])
        self.objects[place] = request.pop("Body")
        self.headers[place] = request
        return {}

    def delete_object(self, **request: Any) -> dict[str, Any]:
        """Forget it."""
        self.objects.pop((request["Bucket"], request["Key"]), None)
        return {}


@dataclass
class FakeContext:
    """A TaskContext in memory.

    Attributes:
        phases: what was reported, without repetitions.
        checked: objects that were written and taken back at once.
        messages: what reports told people.
        stop_at: the phase at whose report `reason` is raised.
    """

    payload: dict[str, Any]
    s3: FakeS3 = field(default_factory=FakeS3)
    phases: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    stop_at: str = ""
    reason: Exception | None = None
    arn: str = "arn:aws:sagemaker:us-east-1:111122223333:automl-job/churn-1"
    role_arn: str = ROLE
    region: str = "us-east-1"
    grant_id: str | None = None
    threads: int = 1
    memory_bytes: int = 1 << 30
    volume: FakeVolume = field(default_factory=FakeVolume)

    def client(self, service: str) -> FakeS3:
        assert service == "s3"
        return self.s3

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        json.dumps(details)
        assert 0 <= fraction <= 1
        if details.get("message"):
            self.messages.append(details["message"])
        if phase not in self.phases:
            self.phases.append(phase)
        if phase == self.stop_at and self.reason is not None:
            raise self.reason

    def follow(self, progress: Progress, share: float = 1.0) -> None:
        self.progress(progress.phase, share * progress.fraction, best=progress.best)

    def executor(self) -> AbstractContextManager[None]:
        """This process."""
        return nullcontext()

    def writes(self, uri: str) -> None:
        assert uri.startswith("s3://")

    def takes_back(self, uri: str) -> None:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        del self.s3.objects[bucket, key], self.s3.headers[bucket, key]
        self.checked.append(uri)

    def check(self) -> None:
        return None

    def as_context(self) -> TaskContext:
        """For the task's signature."""
        return cast("TaskContext", self)


def run_task(name: str, context: FakeContext) -> dict[str, Any]:
    """What the task returns."""
    return find_task(name)(context.as_context())


def source(uri: str, **members: Any) -> dict[str, Any]:
    """An input channel as a task takes it."""
    return {"uri": uri, "type": "S3Prefix", "content": "csv", "gzip": False, **members}


def automl_context(s3: FakeS3, channels: dict[str, Any] | None = None, **tabular: Any) -> FakeContext:
    """An AutoML job for s3://in/churn.csv, quick unless `tabular` says otherwise."""
    wish = {
        "target": "churn",
        "problem": None,
        "objective": None,
        "mode": "ENSEMBLING",
        "algorithms": ["linear-learner"],
        "max_candidates": 2,
        "seconds": 20,
        "candidate_seconds": None,
        "validation_fraction": 0.3,
        "weight": None,
        "feature_specification": None,
        "definitions_only": False,
        **tabular,
    }
    channels = channels or {"training": source("s3://in/churn.csv")}
    return FakeContext({"channels": channels, "tabular": wish, "output": PLACES, "output_key": KEY}, s3)


def at(s3: FakeS3, uri: str) -> bytes:
    """The object at a URI."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return s3.objects[bucket, key]
