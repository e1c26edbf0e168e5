"""A second layer over an ensemble of many classes: softmax regression on what its members say (Wolpert 1992)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data, Stored, Task
from sealcanvas.ml.tabular.models.linear_learner import LinearLearner

Array = Any  # numpy.ndarray

_LEAST = 1e-4
_PENALTY = 1e-2
_MOST_ROWS = 6_000


@dataclass(frozen=True)
class Layer:
    """Answers half and half with the members' weighted mean."""

    model: LinearLearner

    @classmethod
    def fit(
        cls,
        told: Sequence[Array],
        truth: Array,
        weight: Array | None,
        seed: int,
        beat: Callable[[], None],
        deadline: float,
    ) -> Self:
        """From the members' probabilities [rows, classes] for rows that they have not seen."""
        rows = np.random.default_rng([seed, 3]).permutation(len(truth))[:_MOST_ROWS]
        seen = _seen([each[rows] for each in told])
        data = Data(seen, truth[rows], None if weight is None else weight[rows])
        width = seen.shape[1]
        layout = Layout(tuple(range(width)), (0,) * width)
        task = Task(told[0].shape[1], "log", layout, seed, 1, deadline, beat)
        return cls(LinearLearner.fit(data, data, {"penalties": [_PENALTY]}, task))

    def join(self, told: Sequence[Array], mean: Array) -> Array:
        """Probabilities [rows, classes] from the members' and their weighted mean."""
        return 0.5 * mean + 0.5 * self.model.predict(_seen(told)) if len(mean) else mean

    def store(self) -> Stored:
        """The regression's state."""
        return self.model.store()

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:
        """The inverse of `store`."""
        return cls(LinearLearner.load(stored, threads))


def _seen(told: Sequence[Array]) -> Array:
    return np.log(np.clip(np.hstack(told), _LEAST, 1))
