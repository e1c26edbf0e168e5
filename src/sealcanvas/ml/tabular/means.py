"""Means of the target by category, for columns of many categories: what codes alone hide from every model."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data

Array = Any  # numpy.ndarray

# Fewer categories are told apart by splits and by 0/1 columns.
_MANY = 12
# With more classes the means would outnumber the columns they stand for.
_MOST_CLASSES = 6
# Rows of a category at which its own mean counts as much as the overall mean (smoothing).
_PRIOR = 10.0
_FOLDS = 5


@dataclass(frozen=True)
class Means:
    """`columns` [made]: matrix column of each; `starts` [made + 1]: its part of `values`; last value: unknown category.

    Fitted on the training rows of a fold only, so that the judged rows stay unseen.
    """

    columns: Array
    starts: Array
    values: Array

    @classmethod
    def fit(cls, data: Data, layout: Layout, classes: int, seed: int) -> tuple[Self, Array]:
        """The means, and those to train with: for each row from the other folds, or the target would leak in."""
        matrix, target = data.matrix, data.target
        each = np.ones(len(target)) if data.weight is None else data.weight
        outcomes = _outcomes(target, classes)
        made = [index for index in layout.categorical if layout.sizes[index] > _MANY]
        width = outcomes.shape[1]
        part = np.random.default_rng(seed).integers(0, _FOLDS, len(target))
        values, inner = [], np.zeros((len(target), len(made) * width))
        for place, index in enumerate(made):
            codes = _codes(matrix[:, index], layout.sizes[index])
            values += list(_by_code(codes, outcomes, each, layout.sizes[index]).T)
            for fold in range(_FOLDS):
                own = part == fold
                known = _by_code(codes[~own], outcomes[~own], each[~own], layout.sizes[index])
                inner[own, place * width : (place + 1) * width] = known[codes[own]]
        starts = np.cumsum([0] + [len(line) for line in values])
        columns = np.repeat(np.array(made, dtype=np.int64), width)
        return cls(columns, starts, np.concatenate(values) if values else np.zeros(0)), inner

    def apply(self, matrix: Array) -> Array:
        """The matrix with the means beside it."""
        if not len(self.columns):
            return matrix
        made = []
        for place, index in enumerate(self.columns):
            line = self.values[self.starts[place] : self.starts[place + 1]]
            made.append(line[_codes(matrix[:, index], len(line) - 1)])
        return np.column_stack([matrix, *made])

    def extend(self, layout: Layout) -> Layout:
        """The layout of `apply`'s matrix."""
        owners = tuple(layout.owners[int(index)] for index in self.columns)
        return Layout(layout.owners + owners, layout.sizes + (0,) * len(owners))

    def arrays(self) -> dict[str, Array]:
        """For storage."""
        return {"means_columns": self.columns, "means_starts": self.starts, "means_values": self.values}

    @classmethod
    def load(cls, arrays: dict[str, Array]) -> Self:
        """The inverse of `arrays`."""
        return cls(arrays["means_columns"], arrays["means_starts"], arrays["means_values"])


def _outcomes(target: Array, classes: int) -> Array:
    """What is averaged: numbers, the positive class, or each of a few classes; [rows, outcomes]."""
    if not classes:
        return target[:, None].astype(np.float64)
    if classes == 2:
        return (target == 1)[:, None].astype(np.float64)
    if classes > _MOST_CLASSES:
        return np.zeros((len(target), 0))
    return (target[:, None] == np.arange(classes)).astype(np.float64)


def _codes(column: Array, size: int) -> Array:
    """Whole codes; missing and unseen ones become `size`."""
    return np.where(np.isnan(column), size, column).astype(np.int64)


def _by_code(codes: Array, outcomes: Array, weight: Array, size: int) -> Array:
    """Smoothed means [size + 1, outcomes] (Micci-Barreca 2001), each row counting by its weight."""
    counts = np.bincount(codes, weight, size + 1)[:, None]
    parts = [np.bincount(codes, column * weight, size + 1) for column in outcomes.T]
    sums = np.column_stack(parts) if outcomes.size else 0.0
    overall = np.average(outcomes, axis=0, weights=weight)
    return np.asarray((sums + _PRIOR * overall) / (counts + _PRIOR)).reshape(size + 1, outcomes.shape[1])
