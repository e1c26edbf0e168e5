"""What stands in the way of a task and is no policy's doing."""

from dataclasses import dataclass
from typing import Any, Literal

from sealcanvas.canvas.access_check.asked import TASKS, Task
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import key_of_arn
from sealcanvas.service.call import Call

Cause = Literal[
    "RoleMissing",
    "KeyMissing",
    "KeyDisabled",
    "KeyPendingDeletion",
    "KeyUnavailable",
    "KeyOfOtherAccount",
    "BucketOfOtherAccount",
    "ObjectMissing",
    "ObjectHidden",
    "TimeSeriesDisabled",
]
_OF_STATE: dict[str, Cause] = {
    "Disabled": "KeyDisabled",
    "PendingDeletion": "KeyPendingDeletion",
    "PendingReplicaDeletion": "KeyPendingDeletion",
    "Unavailable": "KeyUnavailable",
}
UNKNOWN: tuple[Cause, ...] = ("KeyOfOtherAccount", "BucketOfOtherAccount", "ObjectHidden")
"""What another account decides, or the caller may not know: the task may go well all the same."""


@dataclass(frozen=True)
class Obstacle:
    """Something that hinders tasks."""

    cause: Cause
    resource: str
    tasks: tuple[Task, ...] = TASKS

    @property
    def hinders(self) -> bool:
        """Whether the tasks fail for sure."""
        return self.cause not in UNKNOWN

    def members(self) -> dict[str, Any]:
        """As the service model has it."""
        return {"Cause": self.cause, "Resource": self.resource, "Tasks": list(self.tasks)}


def role_obstacle(call: Call, arn: str, *tasks: Task) -> Obstacle | None:
    """That there is no such role."""
    parts = IamArn.parse(arn)
    there = parts is not None and find_role(call.instance, arn) is not None
    return None if there else Obstacle("RoleMissing", arn, tasks or TASKS)


def key_obstacle(call: Call, arn: str, *tasks: Task) -> Obstacle | None:
    """That a key is not there, cannot be used, or is another account's to tell about."""
    tasks = tasks or TASKS
    if arn.split(":")[4] != call.account:
        return Obstacle("KeyOfOtherAccount", arn, tasks)
    key = key_of_arn(call, arn)
    if key is None:
        return Obstacle("KeyMissing", arn, tasks)
    return None if key.enabled else Obstacle(_OF_STATE.get(key.state, "KeyUnavailable"), arn, tasks)
