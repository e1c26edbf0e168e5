"""Predictions of rows that the models which made them have not seen, beside the truth."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml.metrics import score_regression
from sealcanvas.ml.metrics.classification import score_decided
from sealcanvas.ml.tabular.build import Build
from sealcanvas.ml.tabular.decision import decide
from sealcanvas.ml.tabular.model import TabularModel

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Judged:
    """Rows as they are, and as they were predicted.

    Attributes:
        classes: labels, the positive one of two last; empty for numbers.
        truth: numbers or class indices, [rows].
        predicted: numbers [rows], or probabilities [rows, classes].
        weight: of each row in the metrics, [rows]; None where all count the same.
        threshold: of the positive probability.
        seed: of whatever is drawn from the rows.
        labels: class indices, where `threshold` did not decide them all, [rows].
    """

    classes: list[str]
    truth: Array
    predicted: Array
    weight: Array | None
    threshold: float
    seed: int
    labels: Array | None = None

    @classmethod
    def of(cls, found: Build, model: TabularModel) -> "Judged":
        """What was out of fold, or held out, in the build of `model`."""
        ground = found.ground
        told = found.answers(model)
        shared = (ground.weight, model.threshold, model.seed)
        return cls(model.classes, ground.truth, told.predicted, *shared, told.decided)

    @property
    def decided(self) -> Array:
        """The predicted class indices, [rows]."""
        return decide(self.predicted, self.threshold) if self.labels is None else self.labels

    @property
    def frequent(self) -> Array:
        """Class indices by the number of their rows, the most frequent first."""
        return np.argsort(-np.bincount(self.truth, minlength=len(self.classes)), kind="stable")

    def sampled(self) -> "Sampler":
        """Metrics of any of the rows, without touching all classes each time."""
        return Sampler(self)


class Sampler:
    """All metrics of chosen rows."""

    def __init__(self, judged: Judged) -> None:
        self._truth, self._weight, self._classes = judged.truth, judged.weight, len(judged.classes)
        if self._classes:
            self._decided = judged.decided
            self._chosen = judged.predicted[np.arange(len(judged.truth)), judged.truth]
            self._positive = judged.predicted[:, 1] if self._classes == 2 else None
        else:
            self._predicted = judged.predicted

    def score(self, rows: Array) -> dict[str, float]:
        """By name; `rows`: their numbers, some perhaps several times."""
        truth, weight = self._truth[rows], None if self._weight is None else self._weight[rows]
        if not self._classes:
            return score_regression(truth, self._predicted[rows], weight)
        positive = None if self._positive is None else self._positive[rows]
        return score_decided(truth, self._decided[rows], self._classes, self._chosen[rows], positive, weight)
