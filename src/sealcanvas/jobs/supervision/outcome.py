"""How one run of a job ended, as the supervisor judges it."""

from dataclasses import dataclass, field
from typing import Any

from sealcanvas.jobs.job import Failure


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The task returned."""

    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """The task, a key, a role or a bound ended it."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Stopped:
    """It was asked to stop, and did or was made to."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker or the server went away beneath it; it may be run once more.

    Attributes:
        reason: a sentence without its full stop.
        counted: whether it was one of the runs that a job may have; an orderly end of the server is not.
    """

    code: str
    reason: str
    counted: bool = True


Outcome = Succeeded | Failed | Stopped | Lost
