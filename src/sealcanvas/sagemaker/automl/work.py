"""What a problem type's config asks of a worker."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """What one problem type makes of its config.

    Attributes:
        task: the name of the task that does it.
        payload: what the task is told beside the channels and the output's places.
        seconds: the budget of its training.
    """

    task: str
    payload: dict[str, Any]
    seconds: float

    @property
    def longest_seconds(self) -> float:
        """How long the job may run as a whole: reading, reports and writing come on top of training."""
        return 2.0 * self.seconds + 600.0
