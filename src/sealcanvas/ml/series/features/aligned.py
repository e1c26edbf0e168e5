"""Series of different lengths as one matrix, side by side at their ends."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


def aligned(flat: Array, lengths: Array, columns: int) -> Array:
    """The last `columns` values of each series, [series, columns], NaN before its beginning.

    `flat`: the series one after the other; `lengths` of each.
    """
    stops = np.cumsum(lengths)
    matrix = np.full((len(lengths), columns), np.nan)
    for column in range(columns):
        back = columns - column
        there = lengths >= back
        matrix[there, column] = flat[stops[there] - back]
    return matrix
