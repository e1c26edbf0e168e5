"""Fill the gaps of many series that lie one after the other in a single array."""

import warnings
from typing import Any

import numpy as np

from sealcanvas.ml.series.data.transformations import LAST

Array = Any  # numpy.ndarray

# "Handling missing values" (Forecast): mean, median, min and max are of the last 64 periods.
_WINDOW = 64
_BLOCK = 20_000
LINE = "line"
_REDUCERS: dict[str, Any] = {"mean": np.nanmean, "median": np.nanmedian, "min": np.nanmin, "max": np.nanmax}


def fill(values: Array, holes: Array, rule: str, offsets: Array) -> None:
    """Fill `holes` (ascending positions) of `values` (NaN where missing) in place.

    Args:
        rule: zero, nan (stays missing), last (the value before), line (between the neighbours), mean, median, min or
            max of up to 64 periods before (else of all), or a number as text.
        offsets: where each series begins, and the end, [series + 1]. No value is looked up in another series.
    """
    if not len(holes) or rule == "nan":
        return
    if rule in (LAST, LINE):
        known = ~np.isnan(values)
        if rule == LINE:
            present = np.flatnonzero(known)
            values[holes] = np.interp(holes, present, values[present])
            return
        before = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))[holes]
        starts = offsets[np.searchsorted(offsets, holes, side="right") - 1]
        values[holes] = np.where(before >= starts, values[np.maximum(before, 0)], np.nan)
    elif rule in _REDUCERS:
        _fill_reduced(values, holes, _REDUCERS[rule], offsets)
    else:
        values[holes] = 0.0 if rule == "zero" else float(rule)


def _fill_reduced(values: Array, holes: Array, reduce: Any, offsets: Array) -> None:
    """Every hole is filled from what was given, never from what was filled."""
    given = values.copy()
    rows: Array = np.searchsorted(offsets, holes, side="right") - 1
    steps = np.arange(-_WINDOW, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a window without any value is NaN
        for start in range(0, len(holes), _BLOCK):
            part = slice(start, start + _BLOCK)
            places = holes[part, None] + steps
            inside = places >= offsets[rows[part], None]
            values[holes[part]] = reduce(np.where(inside, given[np.maximum(places, 0)], np.nan), axis=1)
        left = np.isnan(values[holes])
        for row in np.unique(rows[left]):
            whole = float(reduce(given[offsets[row] : offsets[row + 1]]))
            values[holes[left & (rows == row)]] = whole
