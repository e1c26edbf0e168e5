"""What a task sees, in memory: its payload, an S3 that remembers, and no server."""

import io
import json
from dataclasses import dataclass, field
from typing import Any, cast

from sealcanvas.jobs.context import TaskContext

ROLE = "arn:aws:iam::111122223333:role/Runner"


class Refused(Exception):
    """S3 says no."""


class FakeS3:
    """Objects by bucket and key, with the headers they were put with; `refused` keys cannot be put."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.headers: dict[tuple[str, str], dict[str, Any]] = {}
        self.refused: set[str] = set()

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        """One key a page, so that paging is walked."""
        keys = sorted(key for bucket, key in self.objects if bucket == request["Bucket"])
        keys = [key for key in keys if key.startswith(request["Prefix"])]
        start = int(request.get("ContinuationToken", 0))
        found = [{"Key": key, "Size": len(self.objects[request["Bucket"], key])} for key in keys[start : start + 1]]
        return {"Contents": found, "IsTruncated": start + 1 < len(keys), "NextContinuationToken": str(start + 1)}

    def get_object(self, **request: Any) -> dict[str, Any]:
        """The whole object."""
        return {"Body": io.BytesIO(self.objects[request["Bucket"], request["Key"]])}

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
        stop_at: the phase at whose report `reason` is raised.
    """

    payload: dict[str, Any]
    s3: FakeS3 = field(default_factory=FakeS3)
    phases: list[str] = field(default_factory=list)
    stop_at: str = ""
    reason: Exception | None = None
    arn: str = "arn:aws:sagemaker:us-east-1:111122223333:automl-job/churn-1"
    role_arn: str = ROLE
    region: str = "us-east-1"
    grant_id: str | None = None
    threads: int = 1

    def client(self, service: str) -> FakeS3:
        assert service == "s3"
        return self.s3

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        json.dumps(details)
        assert 0 <= fraction <= 1
        if phase not in self.phases:
            self.phases.append(phase)
        if phase == self.stop_at and self.reason is not None:
            raise self.reason

    def check(self) -> None:
        return None

    def as_context(self) -> TaskContext:
        """For the task's signature."""
        return cast("TaskContext", self)
