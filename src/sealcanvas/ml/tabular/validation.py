"""Which rows judge a model: five folds when that may be affordable, one holdout when rows × classes are many."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

# More rows × columns × classes than one core boosts for some hundred rounds in a second: `settle` measures what is so.
_CELLS_A_SECOND = 5_000_000
# A build should hold at least this many cross-validated candidates.
_CANDIDATES = 4
_HOLDOUT_ROWS = 5_000
_FOLDS = 5


@dataclass(frozen=True)
class Split:
    """Row numbers to fit on and to judge on."""

    train: Array
    valid: Array


def splits(
    values: Array, classes: int, width: int, budget: float, seed: int, fraction: float | None = None
) -> list[Split]:
    """Disjoint, shuffled, stratified by class (by rank for numbers).

    5 folds unless even a fast core would not fit `_CANDIDATES` of them in the budget (seconds), else one holdout;
    `fraction` forces a holdout.
    """
    count = len(values)
    if fraction is None:
        cost = count * width * (classes if classes > 2 else 1) / _CELLS_A_SECOND
        if cost * _FOLDS * _CANDIDATES <= budget:
            part = _parts(values, classes, _FOLDS, seed)
            return [Split(np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in range(_FOLDS)]
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
