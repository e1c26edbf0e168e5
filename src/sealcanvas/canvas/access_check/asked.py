"""One request that a task will make, as it is asked about before."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sealcanvas.access.request import ContextValue

Task = Literal["Import", "QuickBuild", "StandardBuild", "Forecast", "BatchPrediction"]
TASKS: tuple[Task, ...] = ("Import", "QuickBuild", "StandardBuild", "Forecast", "BatchPrediction")


@dataclass(frozen=True)
class Asked:
    """A request of a task.

    Attributes:
        via: the services that pass it on, outermost first.
        tasks: those that make it.
        likes: the pattern of all resources of which tasks will ask the same; "" for this resource alone.
        narrowed: the Condition of a statement that allows no more than that.
    """

    principal: str
    action: str
    resource: str
    via: tuple[str, ...] = ()
    encryption_context: dict[str, str] = field(default_factory=dict)
    context: dict[str, ContextValue] = field(default_factory=dict)
    tasks: tuple[Task, ...] = TASKS
    likes: str = ""
    narrowed: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def pattern(self) -> str:
        """What a statement for requests like this one says of the resource."""
        return self.likes or self.resource

    def of(self, *tasks: Task) -> "Asked":
        """The same request, made by these tasks alone."""
        return replace(self, tasks=tasks)

    def members(self) -> dict[str, Any]:
        """The request as SimulateAccess takes it."""
        told: dict[str, Any] = {"Principal": self.principal, "Action": self.action, "Resource": self.resource}
        if self.via:
            told["ViaServices"] = list(self.via)
        if self.encryption_context:
            told["EncryptionContext"] = dict(self.encryption_context)
        if self.context:
            told["Context"] = {
                name: [value] if isinstance(value, str) else list(value) for name, value in self.context.items()
            }
        return told


def pass_role(role: str, passed: str, service: str) -> Asked:
    """The role's handing on of a role to a service, for SageMaker."""
    condition = {"iam:PassedToService": service}
    narrowed = {"StringEquals": condition}
    return Asked(role, "iam:PassRole", passed, ("sagemaker",), context={**condition}, narrowed=narrowed)
