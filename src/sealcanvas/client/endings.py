"""What was stopped and removed again when a task did not come to its end, in words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError

from sealcanvas.client.errors import TaskFailed


@dataclass(slots=True)
class Endings:
    """Tells what was done, and what could not be."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def attempt(self, done: str, left: str, act: Callable[[], str | None]) -> None:
        """Do one of the things; what refuses it is not what the task failed of, and goes no further.

        Args:
            done, left: what can be told once it was done, and until then.
            act: it may answer what to tell instead of `done`.
        """
        self.left.append(left)
        try:
            instead = act()
        except (TaskFailed, ClientError, BotoCoreError):
            return
        self.left.remove(left)
        self.done.append(instead or done)

    def told(self) -> str:
        """One line, of a task that was interrupted."""
        last = [] if self.left else ["nothing runs on"]
        return "; ".join(["interrupted", *self.done, *self.left, *last])
