"""What a task sees of the world: its payload, its AWS clients, its sealed volume, and a way to report."""

from typing import Any, Literal, Protocol


class JobStopped(Exception):
    """The job was asked to stop; let it pass through the task."""


class KeyRefused(Exception):
    """The job's key was refused at a renewal; let it pass through the task."""


class Volume(Protocol):
    """Sealed files that live as long as the job; every use may raise KeyRefused or JobStopped."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes: ...

    def delete(self, name: str) -> None: ...

    def names(self) -> list[str]: ...


class TaskContext(Protocol):
    """What a task is given.

    Attributes:
        payload: the spec's payload.
        arn: the job's ARN.
        region: where the job belongs.
        grant_id: the spec's grant, or None.
        threads: how many threads the task may keep busy.
        volume: the job's sealed volume; its KMS key is asked for at the start of the job.
    """

    payload: dict[str, Any]
    arn: str
    region: str
    grant_id: str | None
    threads: int
    volume: Volume

    def client(self, service: Literal["s3", "kms"]) -> Any:
        """A botocore client that acts as the job's role; its credentials renew themselves."""

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        """Report where the work stands (cheap: call it often); raises JobStopped or KeyRefused."""

    def check(self) -> None:
        """Raises JobStopped or KeyRefused if either is due."""
