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
    first candidate); `message` is for people; `candidate` is the model that was tried last, and `score` its own value
    of the objective (None where it is not known); `metric` and `direction` ("Minimize", "Maximize") are the
    objective's; `eta_seconds` is how much longer training expects to take, None where it does not know.
    """

    phase: str
    fraction: float
    best: float | None
    message: str
    candidate: str = ""
    metric: str = ""
    direction: str = ""
    eta_seconds: float | None = None
    score: float | None = None


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
        self.candidate = ""
        self.score: float | None = None
        self._expected: float | None = None

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

    def expect(self, seconds: float) -> None:
        """What is left to do will take about so long from now, if the budget does not end before."""
        self._expected = monotonic() + seconds

    @property
    def eta(self) -> float | None:
        """Seconds to the end: of the budget, or sooner where that is expected; None once either has passed."""
        left = self.remaining if self._expected is None else min(self.remaining, self._expected - monotonic())
        return left if left > 0 else None

    def say(self, message: str, best: float | None = None, candidate: str = "", score: float | None = None) -> None:
        """Report a new message (and best objective value, and the candidate that was tried with its own) at once."""
        self.message = message
        if candidate:
            self.candidate, self.score = candidate, score
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
        eta = 0.0 if self.phase == "Completed" else self.eta
        if self.phase != "Completed":
            whole = self.elapsed + (eta or 0.0)
            self._fraction = max(self._fraction, min(0.99, self.elapsed / max(whole, 1e-9)))
        if self._callback is not None:
            self._callback(
                Progress(
                    self.phase,
                    self._fraction,
                    self.best,
                    self.message,
                    self.candidate,
                    self.objective,
                    _direction(self.objective),
                    eta,
                    self.score,
                )
            )


def _direction(objective: str) -> str:
    from sealcanvas.ml.metrics import direction  # which loads numpy

    return direction(objective)
