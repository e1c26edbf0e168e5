"""Which rows judge a model: k folds when that is affordable, one holdout when rows × classes are many."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

# Rows × columns × classes that one core boosts for some 300 rounds in a second, measured on 2020s server cores.
_CELLS_A_SECOND = 250_000
# A build should hold at least this many cross-validated candidates.
_CANDIDATES = 4
_HOLDOUT_ROWS = 5_000


@dataclass(frozen=True)
class Split:
    """Row numbers to fit on and to judge on."""

    train: Array
    valid: Array


def splits(
    values: Array, classes: int, width: int, budget: float, seed: int, fraction: float | None = None
) -> list[Split]:
    """Disjoint, shuffled, stratified by class (by rank for numbers).

    5 folds where `_CANDIDATES` of them fit the budget (seconds), else 3, else one holdout; `fraction` forces a holdout.
    """
    count = len(values)
    if fraction is None:
        cost = count * width * (classes if classes > 2 else 1) / _CELLS_A_SECOND
        for folds in (5, 3):
            if cost * folds * _CANDIDATES <= budget:
                part = _parts(values, classes, folds, seed)
                return [Split(np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in range(folds)]
        fraction = min(0.2, max(0.1, _HOLDOUT_ROWS / count))
    # Dealing rows into many small parts keeps the holdout stratified for any fraction.
    deals = max(2, round(1 / min(fraction, 1 - fraction))) * 10
    part = _parts(values, classes, deals, seed)
    held = part < max(1, round(deals * fraction))
    return [Split(np.flatnonzero(~held), np.flatnonzero(held))]


def _parts(values: Array, classes: int, parts: int, seed: int) -> Array:
    """A part number for each row, dealt out in turn within each class or along the ranks."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(values))
    if classes:
        order = shuffled[np.argsort(values[shuffled], kind="stable")]
        part = np.empty(len(values), dtype=np.int64)
        part[order] = np.arange(len(values)) % parts
        return part
    order = shuffled[np.argsort(values[shuffled], kind="stable")]
    part = np.empty(len(values), dtype=np.int64)
    for start in range(0, len(order), parts):
        block = order[start : start + parts]
        part[block] = random.permutation(parts)[: len(block)]
    return part
