"""What boosting libraries are watched by."""

from typing import Protocol


class Heed(Protocol):
    """Whoever watches the rounds of `boost`."""

    def __call__(self, number: int, loss: float) -> int | None:
        """A round is over (1 first), with its loss: how many rounds to keep, which ends training; None goes on."""

    def pace(self, number: int, rate: float) -> float | None:
        """The learning rate to go on with; None for the same."""
