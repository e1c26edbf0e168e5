"""A job: what was asked for, where it stands, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sealcanvas.jobs.priority import Priority

ServiceName = Literal["sagemaker", "forecast"]


class JobState(StrEnum):
    """Queued → Running → Succeeded or Failed; Stopping → Stopped when asked to. The last three are final."""

    QUEUED = "Queued"
    RUNNING = "Running"
    STOPPING = "Stopping"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    STOPPED = "Stopped"

    @property
    def final(self) -> bool:
        """Whether nothing will happen to the job any more."""
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.STOPPED)


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What to do, as whom and under which key; it holds no credentials and never will.

    Attributes:
        kind: which hooks hear of the job ("automl").
        arn: the ARN of the AutoML job, transform job, predictor, …; `aws:SourceArn` of the role's session.
        role_arn: the role that the worker acts as.
        service: who assumes that role, and `kms:ViaService` of the volume's calls.
        task: the task that the worker runs: a module of `jobs.tasks`.
        payload: the task's input, JSON, at most 1 MiB; sealed in the database.
        volume_key: KMS key id, ARN or alias of the job volume; None is the service's AWS managed key
            (`alias/aws/sagemaker`).
        grant_id: a grant that the work relies on; handed to the task.
        region: where the job belongs; "" is the instance's own.
        max_runtime_seconds: how long it may run, or None.
        idempotent: whether it may be run once more after its worker or the server was killed.
        priority: how urgent it is.
    """

    kind: str
    arn: str
    role_arn: str
    service: ServiceName
    task: str
    payload: dict[str, Any]
    volume_key: str | None = None
    grant_id: str | None = None
    region: str = ""
    max_runtime_seconds: float | None = None
    idempotent: bool = True
    priority: Priority = Priority.STANDARD

    @property
    def account(self) -> str:
        """The account that the job belongs to: that of its ARN."""
        return self.arn.split(":")[4]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed, in words that may be shown: no values of the customer's data.

    Attributes:
        code: an AWS error's code, "ClientError" for a fault in the data or request, "InternalFailure", or one of
            ours: "MaxRuntimeExceeded", "MemoryLimitExceeded", "ScratchFull", "StorageFull", "WorkerLost",
            "Interrupted".
        message: for people.
        operation, request_id, service: the AWS call that failed ("Decrypt", …, "kms"), or "".
        resource: what an S3 call was about, s3://bucket or s3://bucket/key, or "".
    """

    code: str
    message: str
    operation: str = ""
    request_id: str = ""
    service: str = ""
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest report of a running job: `fraction` is from 0 to 1; `details` is the task's own JSON."""

    phase: str = ""
    fraction: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One job as the database has it.

    Attributes:
        number: the order in which jobs were submitted.
        job_id: 32 hexadecimal digits.
        attempt: how many times a worker was started for it.
        result: what the task returned, JSON; {} before the job succeeded.
        failure: set when the state is Failed, else None.
    """

    number: int
    job_id: str
    spec: JobSpec
    state: JobState
    attempt: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: Progress
    result: dict[str, Any]
    failure: Failure | None

    @property
    def arn(self) -> str:
        """The ARN that the job was submitted for."""
        return self.spec.arn

    @property
    def kind(self) -> str:
        """Which hooks hear of the job."""
        return self.spec.kind
