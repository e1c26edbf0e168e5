"""Known values of one column, one for each series and period."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Points:
    """Sorted by series number and period number; no value is missing."""

    series: Array
    periods: Array
    values: Array

    def of(self, wanted: Array) -> "Points":
        """Those of the series whose numbers are marked in `wanted` (bool)."""
        kept = wanted[self.series]
        return Points(self.series[kept], self.periods[kept], self.values[kept])


def combine(series: Array, periods: Array, values: Array, how: str) -> tuple[Points, int]:
    """Points from rows in any order, and how many rows shared a period; ties keep the rows' order ("first").

    `how`: sum, avg, first, min or max.
    """
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.lexsort((known, periods[known], series[known]))]
    series, periods, values = series[order], periods[order], values[order]
    if not len(values):
        return Points(series, periods, values), 0
    new = np.ones(len(values), dtype=bool)
    new[1:] = (np.diff(series) != 0) | (np.diff(periods) != 0)
    starts = np.flatnonzero(new)
    doubled = len(values) - len(starts)
    if doubled:
        values = _reduce(values, starts, how)
    return Points(series[starts], periods[starts], values), doubled


def _reduce(values: Array, starts: Array, how: str) -> Array:
    if how == "first":
        return values[starts]
    if how in ("min", "max"):
        return (np.minimum if how == "min" else np.maximum).reduceat(values, starts)
    total = np.add.reduceat(values, starts)
    return total if how == "sum" else total / np.diff(np.append(starts, len(values)))
