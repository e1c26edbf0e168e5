"""Shapley values of a model that has no exact ones, by sampling (Štrumbelj and Kononenko 2014)."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

BACKGROUND = 8
"""Training rows to start from; each gives one order of the columns, the next one that order reversed."""

# Numbers of a matrix that is predicted at once.
_CELLS = 2_000_000


def sampled(
    answer: Callable[[Array], Array], matrix: Array, background: Array, owners: Array, columns: int, seed: int
) -> tuple[Array, Array]:
    """Contributions [rows, columns, outputs] and bases [outputs]; with the base they add up to the answer exactly.

    Args:
        answer: from a matrix [rows, width] to [rows, outputs].
        background: rows to start from, [starts, width].
        owners: the column that each of the matrix's belongs to, [width].
    """
    random = np.random.default_rng(seed)
    used = np.unique(owners)
    base = answer(background).mean(axis=0)
    total = np.zeros((len(matrix), columns, len(base)))
    step = max(1, _CELLS // (matrix.shape[1] * (len(used) + 1)))
    order = used
    for place, start in enumerate(background):
        order = order[::-1] if place % 2 else random.permutation(used)
        # Position of each matrix column in the order: it has the row's value from that step on.
        rank = np.empty(columns, dtype=np.int64)
        rank[order] = np.arange(len(order))
        taken = np.arange(len(order) + 1)[:, None] > rank[owners][None, :]
        for first in range(0, len(matrix), step):
            block = matrix[first : first + step]
            mixed = np.where(taken[None], block[:, None, :], start[None, None, :])
            told = answer(mixed.reshape(-1, matrix.shape[1])).reshape(len(block), len(order) + 1, -1)
            total[first : first + step, order] += np.diff(told, axis=1)
    return total / len(background), base
