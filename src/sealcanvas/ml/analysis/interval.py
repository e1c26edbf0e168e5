"""How far chance in the judged rows can move a score: a bootstrap of bounded cost."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

LEVEL = 0.95
REPLICATES = 200
_LEAST_REPLICATES = 40
_MOST_ROWS = 5_000


@dataclass(frozen=True)
class Intervals:
    """By metric the lower and the upper end, None where it is undefined; how many samples of how many rows."""

    ends: dict[str, tuple[float | None, float | None]]
    replicates: int
    rows: int


def intervals(
    score: Callable[[Array], dict[str, float]],
    units: int,
    values: dict[str, float],
    seed: int,
    seconds: float,
    beat: Callable[[], None],
) -> Intervals:
    """Percentile bootstrap (Efron and Tibshirani 1993), of m out of n rows where there are many (Bickel et al. 1997).

    Args:
        score: all metrics of the rows (or series) with these numbers.
        units: how many rows or series there are.
        values: the metrics of all of them.
        seconds: after which no further sample is drawn, once there are enough.
    """
    random = np.random.default_rng(seed)
    size = min(units, _MOST_ROWS)
    narrower = (size / max(units, 1)) ** 0.5
    until = monotonic() + seconds
    drawn: dict[str, list[float]] = {name: [] for name in values}
    count = 0
    for count in range(1, REPLICATES + 1):
        beat()
        found = score(random.integers(units, size=size))
        for name, list_ in drawn.items():
            list_.append(found[name])
        if count >= _LEAST_REPLICATES and monotonic() > until:
            break
    ends = {name: _ends(np.array(drawn[name]), value, narrower) for name, value in values.items()}
    return Intervals(ends, count, size)


def _ends(drawn: Array, value: float, narrower: float) -> tuple[float | None, float | None]:
    known = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(known) < _LEAST_REPLICATES / 2:
        return None, None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    # Statistics of a part of the rows lie around the value of all of them, further out than those of all rows would.
    return float(value + narrower * (low - value)), float(value + narrower * (high - value))
