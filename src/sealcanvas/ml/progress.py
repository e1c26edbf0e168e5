"""How training tells its caller where it stands, and how the caller stops it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

# Seconds between two calls of a progress callback; the contract promises at least one a second.
INTERVAL = 0.5


@dataclass(frozen=True)
class Progress:
    """One report: `phase` is spelled as an AutoML job's secondary status.

    `fraction` runs from 0 to 1 and never falls; `best` is the best value of the objective so far (None before the
    first candidate); `message` is for people.
    """

    phase: str
    fraction: float
    best: float | None
    message: str


ProgressCallback = Callable[[Progress], None]


class Reporter:
    """Carries a progress callback and a deadline through training.

    Whatever the callback raises passes through training untouched: this is how a job is cancelled.
    """

    def __init__(self, budget_seconds: float, objective: str, callback: ProgressCallback | None = None) -> None:
        self._callback = callback
        self._started = monotonic()
        self._called = float("-inf")
        self._fraction = 0.0
        self.budget = budget_seconds
        self.objective = objective
        self.phase = "Starting"
        self.message = ""
        self.best: float | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since training began."""
        return monotonic() - self._started

    @property
    def remaining(self) -> float:
        """Seconds left of the budget; negative once it is spent."""
        return self.budget - self.elapsed

    def enter(self, phase: str, message: str) -> None:
        """Begin a phase and report it at once."""
        self.phase, self.message = phase, message
        self._report()

    def say(self, message: str, best: float | None = None) -> None:
        """Report a new message (and best objective value) at once."""
        self.message = message
        self.best = self.best if best is None else best
        self._report()

    def beat(self) -> None:
        """Report that work goes on; cheap, to be called inside every loop."""
        if monotonic() - self._called >= INTERVAL:
            self._report()

    def finish(self) -> None:
        """Report the end."""
        self._fraction = 1.0
        self.enter("Completed", "The model is ready.")

    def _report(self) -> None:
        self._called = monotonic()
        if self.phase != "Completed":
            self._fraction = max(self._fraction, min(0.99, self.elapsed / max(self.budget, 1e-9)))
        if self._callback is not None:
            self._callback(Progress(self.phase, self._fraction, self.best, self.message))
