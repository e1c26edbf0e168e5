"""A hosted model: what it runs, for whom, and where it stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sealcanvas.jobs.job import Failure


class HostState(StrEnum):
    """Starting ⇄ InService; Failed is final: a key, a role or the model itself refused."""

    STARTING = "Starting"
    IN_SERVICE = "InService"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class HostSpec:
    """What a worker process is to serve; it holds no credentials and never will.

    Attributes:
        kind: which hooks hear of it ("endpoint").
        owner: the ARN of the endpoint, `aws:SourceArn` of the role's session.
        generation: which configuration of the owner it belongs to.
        variant: its name within that.
        role_arn: the role that the worker acts as.
        payload: what the task `host` is given: model, columns, header.
        volume_key: KMS key id, ARN or alias that must stay usable for as long as it serves.
    """

    kind: str
    owner: str
    generation: str
    variant: str
    role_arn: str
    payload: dict[str, Any]
    volume_key: str
    region: str


@dataclass(frozen=True, slots=True)
class Access:
    """Where a worker process answers.

    Attributes:
        socket: path of its Unix socket.
        word: what a request must begin with; 64 hexadecimal digits.
    """

    socket: str
    word: str

    def __repr__(self) -> str:
        return "Access(…)"


@dataclass(frozen=True, slots=True)
class Host:
    """One hosted model as the database has it; `access` while it is in service, `failure` once it failed."""

    host_id: str
    spec: HostSpec
    state: HostState
    failure: Failure | None
    access: Access | None
