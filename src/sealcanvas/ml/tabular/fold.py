"""A model of one fold, with what was fitted on that fold's rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.means import Means
from sealcanvas.ml.tabular.models.base import Data, Learner, Stored, Task
from sealcanvas.ml.tabular.scale import Scale
from sealcanvas.ml.tabular.validation import Split

Array = Any  # numpy.ndarray

# Rows that stand where a learner looks for judged ones, when it is told to heed none.
_UNUSED = 200


@dataclass(frozen=True)
class FoldModel:
    """Means by category, then the model, on a scale of the target."""

    means: Means
    model: Learner
    scale: Scale

    @classmethod
    def fit(cls, learner: type[Learner], data: Data, fold: Split, settings: dict[str, Any], task: Task) -> Self:
        """Fitted on the fold's training rows; its judged rows only stop it early."""
        settings = dict(settings)
        scale = Scale(settings.pop("target", ""))
        train, valid = data.part(fold.train), data.part(fold.valid)
        truth = valid.target
        train, valid = (replace(part, target=scale.forward(part.target)) for part in (train, valid))
        means, inner = Means.fit(train, task.layout, task.classes, task.seed)
        if inner.shape[1]:
            train = replace(train, matrix=np.hstack([train.matrix, inner]))
        valid = replace(valid, matrix=means.apply(valid.matrix))
        model = learner.fit(train, valid, settings, replace(task, layout=means.extend(task.layout)))
        if scale.kind and task.loss == "squared":
            scale = scale.smeared(truth, scale.back(model.predict(valid.matrix)), valid.weight)
        return cls(means, model, scale)

    @classmethod
    def whole(
        cls, learner: type[Learner], data: Data, settings: dict[str, Any], task: Task, factor: float
    ) -> Self | None:
        """Fitted on all rows, with settings that `settled` gave; None where the deadline cut it off.

        `factor`: the scale's, which only rows that the model has not seen can tell.
        """
        own = dict(settings)
        scale = Scale(own.pop("target", ""), factor)
        means, inner = Means.fit(data, task.layout, task.classes, task.seed)
        train = replace(data, target=scale.forward(data.target))
        if inner.shape[1]:
            train = replace(train, matrix=np.hstack([train.matrix, inner]))
        unused = train.part(np.arange(min(_UNUSED, len(train.target))))
        model = learner.fit(train, unused, own, replace(task, layout=means.extend(task.layout)))
        return cls(means, model, scale) if model.reached(own) else None

    @classmethod
    def settled(cls, models: Sequence[Self]) -> tuple[dict[str, Any], float] | None:
        """What `whole` needs beside the settings of the folds' models: more settings, and the scale's factor."""
        more = type(models[0].model).settle([each.model for each in models])
        return None if more is None else (more, float(np.mean([each.scale.factor for each in models])))

    @property
    def algorithm(self) -> str:
        """SageMaker's name."""
        return self.model.algorithm

    def predict(self, matrix: Array) -> Array:
        """As the learner's, of the features' matrix."""
        return self.scale.back(self.model.predict(self.means.apply(matrix)))

    def contributions(self, matrix: Array) -> Array | None:
        """As the learner's, a mean counted to the column whose categories it averages."""
        found = self.model.contributions(self.means.apply(matrix))
        if found is None:
            return None
        width = matrix.shape[1]
        total = found[:width].copy()
        np.add.at(total, self.means.columns, found[width:])
        return total

    def explain(self, matrix: Array, outputs: list[int]) -> tuple[Array, Array] | None:
        """As the learner's, likewise."""
        found = self.model.explain(self.means.apply(matrix), outputs)
        if found is None:
            return None
        parts, bases = found
        total = parts[:, : matrix.shape[1]].copy()
        for place, column in enumerate(self.means.columns):
            total[:, int(column)] += parts[:, matrix.shape[1] + place]
        return total, bases

    def store(self) -> Stored:
        """The learner's state, the means and the scale."""
        stored = self.model.store()
        return replace(stored, arrays=stored.arrays | self.means.arrays() | self.scale.arrays())

    @classmethod
    def load(cls, learner: type[Learner], stored: Stored, threads: int) -> Self:
        """The inverse of `store`."""
        return cls(Means.load(stored.arrays), learner.load(stored, threads), Scale.load(stored.arrays))
