"""A model of one fold, with what was fitted on that fold's rows alone."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.means import Means
from sealcanvas.ml.tabular.models.base import Data, Learner, Stored, Task
from sealcanvas.ml.tabular.validation import Split

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class FoldModel:
    """Means by category, then the model."""

    means: Means
    model: Learner

    @classmethod
    def fit(cls, learner: type[Learner], data: Data, fold: Split, settings: dict[str, Any], task: Task) -> Self:
        """Fitted on the fold's training rows; its judged rows only stop it early."""
        rows, target = data.matrix[fold.train], data.target[fold.train]
        means, inner = Means.fit(rows, target, task.layout, task.classes, task.seed)
        train = Data(np.hstack([rows, inner]) if inner.shape[1] else rows, target)
        valid = Data(means.apply(data.matrix[fold.valid]), data.target[fold.valid])
        return cls(means, learner.fit(train, valid, settings, replace(task, layout=means.extend(task.layout))))

    @property
    def algorithm(self) -> str:
        """SageMaker's name."""
        return self.model.algorithm

    def predict(self, matrix: Array) -> Array:
        """As the learner's, of the features' matrix."""
        return self.model.predict(self.means.apply(matrix))

    def contributions(self, matrix: Array) -> Array | None:
        """As the learner's, a mean counted to the column whose categories it averages."""
        found = self.model.contributions(self.means.apply(matrix))
        if found is None:
            return None
        width = matrix.shape[1]
        total = found[:width].copy()
        np.add.at(total, self.means.columns, found[width:])
        return total

    def store(self) -> Stored:
        """The learner's state and the means."""
        stored = self.model.store()
        return replace(stored, arrays=stored.arrays | self.means.arrays())

    @classmethod
    def load(cls, learner: type[Learner], stored: Stored, threads: int) -> Self:
        """The inverse of `store`."""
        return cls(Means.load(stored.arrays), learner.load(stored, threads))
