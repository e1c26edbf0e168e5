"""How much of the target each column tells by itself."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

MOST_ROWS = 5_000
_RANGES = 32
_MOST_CODES = 1_000
_MOST_CLASSES = 20
# Rows of a bin at which its own mean counts as much as that of all rows.
_PRIOR = 1.0
_LEAST = 1e-6


def power(
    matrix: Array,
    owners: Sequence[int],
    sizes: Sequence[int],
    columns: Sequence[str],
    truth: Array,
    classes: int,
    seconds: float,
    beat: Callable[[], None],
) -> dict[str, float]:
    """1 - loss / naive loss of the best of each column's features, largest first, on rows it was not fitted on.

    The loss is the squared error of ranks, or the log-loss. Bins of a feature are fitted on one half of the rows and
    judged on the other, both ways; a column that time did not reach is left out.

    Args:
        matrix: encoded rows, in random order, [rows, width]. owners, sizes: as the features' layout has them.
        truth: numbers or class indices, [rows].
    """
    outcomes: Array = _outcomes(truth[: len(matrix)], classes)
    half = len(matrix) // 2
    parts = [(slice(0, half), slice(half, None)), (slice(half, None), slice(0, half))]
    until = monotonic() + seconds
    found: dict[str, float] = {}
    for place, owner in enumerate(owners):
        beat()
        if monotonic() > until:
            break
        own = [_skill(matrix[:, place], sizes[place], outcomes, fit, judge, classes) for fit, judge in parts]
        name = columns[owner]
        found[name] = max(found.get(name, 0.0), round(max(0.0, float(np.mean(own))), 4))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _outcomes(truth: Array, classes: int) -> Array:
    """Ranks from 0 to 1 [rows, 1], or 0 and 1 by class [rows, classes]; the rarest of many classes are one."""
    if not classes:
        ordered: Array = np.sort(truth)
        middle: Array = (np.searchsorted(ordered, truth, "left") + np.searchsorted(ordered, truth, "right")) / 2
        return (middle / len(truth))[:, None]
    order = np.argsort(-np.bincount(truth, minlength=classes), kind="stable")
    place = np.full(classes, min(classes, _MOST_CLASSES) - 1)
    place[order[:_MOST_CLASSES]] = np.arange(min(classes, _MOST_CLASSES))
    return (place[truth][:, None] == np.arange(min(classes, _MOST_CLASSES))).astype(np.float64)


def _skill(values: Array, size: int, outcomes: Array, fit: slice, judge: slice, classes: int) -> float:
    bins, count = _binned(values, size, fit)
    known, wanted = outcomes[fit], outcomes[judge]
    prior = known.mean(axis=0)
    rows = np.bincount(bins[fit], minlength=count)[:, None]
    sums = np.column_stack([np.bincount(bins[fit], column, count) for column in known.T])
    said = ((sums + _PRIOR * prior) / (rows + _PRIOR))[bins[judge]]
    naive = np.broadcast_to(prior, wanted.shape)
    if not classes:
        loss, plain = ((wanted - said) ** 2).mean(), ((wanted - naive) ** 2).mean()
    else:
        loss, plain = (-(wanted * np.log(np.maximum(each, _LEAST))).sum(axis=1).mean() for each in (said, naive))
    return float(1 - loss / plain) if plain > 0 else 0.0


def _binned(values: Array, size: int, fit: slice) -> tuple[Array, int]:
    """Bins of all rows, fitted on some, and how many bins there are; the last one is for missing values."""
    missing = np.isnan(values)
    if size:
        codes = np.where(missing | (values >= _MOST_CODES), min(size, _MOST_CODES), values).astype(np.int64)
        return codes, min(size, _MOST_CODES) + 1
    known = values[fit][~missing[fit]]
    ranges = int(np.clip(len(known) // 15, 2, _RANGES))
    edges = np.unique(np.quantile(known, np.linspace(0, 1, ranges + 1)[1:-1])) if len(known) else np.zeros(0)
    bins: Array = np.searchsorted(edges, values, side="left")
    bins[missing] = len(edges) + 1
    return bins, len(edges) + 2
