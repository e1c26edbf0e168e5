"""Columns brought to a normal distribution by their ranks: what a neural net learns from best."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Self

import numpy as np

Array = Any  # numpy.ndarray

_KNOTS = 64


@dataclass(frozen=True)
class Normal:
    """`knots` [columns, knots]: quantiles of each column; a value between two is put between their normal scores."""

    knots: Array

    @classmethod
    def fit(cls, rows: Array, beat: Callable[[], None]) -> Self:
        """From training rows without gaps."""
        knots = np.empty((rows.shape[1], _KNOTS))
        for column, values in enumerate(rows.T):
            beat()
            knots[column] = np.quantile(values, _shares())
        return cls(knots)

    def view(self, rows: Array) -> Array:
        """[rows, columns], float32; columns of few values are spread as well as they can be."""
        scores = np.array([NormalDist().inv_cdf(share) for share in _shares()])
        found = np.empty(rows.shape, dtype=np.float32)
        for column, knots in enumerate(self.knots):
            # Equal knots are one step: the middle of its scores stands for the value.
            values, first, counts = np.unique(knots, return_index=True, return_counts=True)
            middle = (scores[first] + scores[first + counts - 1]) / 2
            found[:, column] = np.interp(rows[:, column], values, middle)
        return found


def _shares() -> Array:
    edge = 0.5 / _KNOTS / 2
    return np.linspace(edge, 1 - edge, _KNOTS)
