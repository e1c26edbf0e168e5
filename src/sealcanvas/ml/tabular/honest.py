"""What a model says of rows that had no part in it: not in its fits, nor in its weights, temperature and threshold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.metrics import score_classification, score_regression
from sealcanvas.ml.tabular.calibration import best_temperature, calibrated
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.decision import best_odds, best_threshold, decide
from sealcanvas.ml.tabular.ensemble import MOST_ROWS, loss_of, select
from sealcanvas.ml.tabular.layer import Layer
from sealcanvas.ml.tabular.members import promising
from sealcanvas.ml.tabular.refit import answering

Array = Any  # numpy.ndarray

_PARTS = 3
# Of the loss that a second layer must gain; less is noise.
_GAIN = 0.005


@dataclass(frozen=True)
class Answers:
    """For the judged rows.

    Attributes:
        predicted: numbers [rows], or probabilities [rows, classes].
        decided: class indices [rows]; None for numbers.
        mean: `predicted` before it was calibrated.
        layered: whether a second layer had its part in it.
    """

    predicted: Array
    decided: Array | None
    mean: Array = None
    layered: bool = False

    @classmethod
    def of(cls, predicted: Array, threshold: float, odds: Sequence[float] = ()) -> "Answers":
        """Decided by one threshold, or by odds."""
        return cls(predicted, decide(predicted, threshold, odds) if predicted.ndim == 2 else None)

    def score(self, truth: Array, weight: Array | None) -> dict[str, float]:
        """All metrics."""
        if self.decided is None:
            return score_regression(truth, self.predicted, weight)
        return score_classification(truth, self.predicted, self.decided, weight)


@dataclass(frozen=True)
class Rows:
    """The judged rows, and what is asked of them: `truth` [rows], `weight` [rows] or None, `classes` (0: numbers)."""

    truth: Array
    weight: Array | None
    classes: int
    objective: str
    loss: str
    seed: int

    @property
    def stacks(self) -> bool:
        """Whether a second layer is worth a trial: with two classes or numbers it never gained."""
        return self.classes > 2 and self.loss == "log"

    def some(self, mask: Array) -> "Rows":
        """Part of them."""
        weight = None if self.weight is None else self.weight[mask]
        return Rows(self.truth[mask], weight, self.classes, self.objective, self.loss, self.seed)

    def settle(self, mean: Array) -> tuple[float, float, tuple[float, ...]]:
        """The temperature, threshold and odds that these rows choose for a model which answers them so."""
        if not self.classes:
            return 1.0, 0.5, ()
        temperature = best_temperature(self.truth, mean, self.weight, self.seed)
        told = (self.objective, self.truth, calibrated(mean, temperature), self.weight)
        return temperature, best_threshold(*told), best_odds(*told)


def crossed(
    rows: Rows,
    candidates: Sequence[Candidate],
    members: Sequence[tuple[Candidate, float]],
    beat: Callable[[], None],
    deadline: float,
) -> Answers:
    """Each third of the rows is answered by what the other two thirds chose (cross-fitting).

    Weights are chosen anew only up to `MOST_ROWS` rows, and until `deadline` (monotonic seconds): of many rows a few
    weights flatter nobody. A second layer has its part where it gains by that.
    """
    parts = np.random.default_rng([rows.seed, 2]).permutation(len(rows.truth)) % _PARTS
    plain, layered = _means(rows, candidates, members, parts, beat, deadline)
    found = _settled(rows, plain, parts)
    if layered is None:
        return found
    other = _settled(rows, layered, parts)
    before, after = (loss_of("log", rows.truth, each.predicted, rows.weight) for each in (found, other))
    return replace(other, layered=True) if after < (1 - _GAIN) * before else found


def _settled(rows: Rows, mean: Array, parts: Array) -> Answers:
    predicted, decided = np.empty_like(mean), np.zeros(len(mean), dtype=np.int64)
    for number in range(_PARTS):
        others, these = parts != number, parts == number
        temperature, threshold, odds = rows.some(others).settle(mean[others])
        found = Answers.of(calibrated(mean[these], temperature), threshold, odds)
        predicted[these] = found.predicted
        if found.decided is not None:
            decided[these] = found.decided
    return Answers(predicted, decided if rows.classes else None, mean)


def _means(
    rows: Rows,
    candidates: Sequence[Candidate],
    members: Sequence[tuple[Candidate, float]],
    parts: Array,
    beat: Callable[[], None],
    deadline: float,
) -> tuple[Array, Array | None]:
    """What the ensemble answers, and with a second layer where that is worth a trial; not calibrated yet."""
    pool = promising(candidates)
    costs = [answering(each.models) for each in pool]
    plain = np.empty(pool[0].predicted.shape)
    layered = np.empty_like(plain)
    own = [(each.predicted, weight) for each, weight in members]
    for number in range(_PARTS):
        others, these = parts != number, parts == number
        known, weighed = rows.some(others), own
        if len(pool) > 1 and len(rows.truth) <= MOST_ROWS and monotonic() < deadline:
            told = [each.predicted[others] for each in pool]
            weights = select(rows.loss, known.truth, told, known.weight, rows.seed, beat, deadline, costs)
            weighed = [(each.predicted, weight) for each, weight in zip(pool, weights, strict=True) if weight]
        plain[these] = layered[these] = sum(weight * each[these] for each, weight in weighed)
        if rows.stacks and monotonic() < deadline:
            told = [each[others] for each, _ in weighed]
            layer = Layer.fit(told, known.truth, known.weight, rows.seed, beat, deadline)
            layered[these] = layer.join([each[these] for each, _ in weighed], plain[these])
    return plain, layered if rows.stacks else None
