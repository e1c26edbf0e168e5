"""How boosting minds its deadline: which rounds are kept, and the learning rate that the time allows."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.tabular.models.base import Task

# Rounds after which the time of one is known, and what learning rate × rounds a fit should come to at least.
_PACED, _WAY = 10, 14.0
_FASTEST = 0.3
# All rows want more rounds than the four fifths of them that a fold learns from.
_MORE = 1.1


class Patience:
    """To be told each round's validation loss; beats, and ends when patience or time is out, keeping the best rounds.

    `rounds`: how long the loss may fail to fall; `most`: the last round. `exactly`: the number of rounds, whatever the
    loss; only time ends them sooner. `rate`: the learning rate of the last rounds.
    """

    def __init__(self, task: Task, rounds: int, most: int, rate: float, exactly: int | None = None) -> None:
        self._task = task
        self._rounds = rounds
        self._most = most if exactly is None else exactly
        self._exactly = exactly is not None
        self.rate = rate
        self._loss = float("inf")
        self._best = 1
        self._began = monotonic()

    def __call__(self, number: int, loss: float) -> int | None:
        """How many rounds to keep if this was the last one, else None."""
        self._task.beat()
        if self._exactly or loss < self._loss:
            self._loss, self._best = loss, number
        over = self._task.late or number - self._best >= self._rounds or number >= self._most
        return self._best if over else None

    def pace(self, number: int, rate: float) -> float | None:
        """A larger learning rate, asked for after each round, where the deadline would cut the fit short."""
        if number != _PACED or self._task.deadline == float("inf") or self._exactly:
            return None
        each = max((monotonic() - self._began) / number, 1e-6)
        possible = (self._task.deadline - monotonic()) / each
        if possible * rate >= _WAY:
            return None
        self.rate = min(_FASTEST, max(rate, _WAY / max(possible, 1.0)))
        return self.rate


def settled(rounds: Sequence[int], rates: Sequence[float]) -> dict[str, Any]:
    """Settings that take all rows as far as the folds' models came, from the rounds that each kept and its rate."""
    rate = float(np.median(rates))
    way = float(np.mean([count * each for count, each in zip(rounds, rates, strict=True)]))
    return {"learning_rate": rate, "rounds": max(1, round(_MORE * way / rate))}
