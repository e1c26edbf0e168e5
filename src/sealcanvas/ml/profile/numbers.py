"""Figures of a stream of numbers."""

from typing import Any

import numpy as np

from sealcanvas.ml.profile.distinct import Distinct
from sealcanvas.ml.profile.hashing import hash_numbers
from sealcanvas.ml.profile.quantiles import Quantiles

Array = Any  # numpy.ndarray

_BINS = 20
_EXACT = 4_096
_SHARES = (1, 5, 25, 50, 75, 95, 99)


class Numbers:
    """Count, extremes, mean, deviation, quantiles and how many are different."""

    def __init__(self) -> None:
        self.count = 0
        self.low, self.high = np.inf, -np.inf
        self.mean = 0.0
        self._squares = 0.0
        self._sketch = Quantiles()
        self._distinct = Distinct()
        self._seen: Array | None = np.zeros(0)

    def add(self, values: Array) -> None:
        """See numbers, none of them NaN. Means are joined after Chan, Golub and LeVeque (1979)."""
        if not len(values):
            return
        count, mean = len(values), float(values.mean())
        total = self.count + count
        delta = mean - self.mean
        with np.errstate(over="ignore", invalid="ignore"):  # numbers near a double's end
            self._squares += float(((values - mean) ** 2).sum()) + delta * delta * self.count * count / total
            self.mean += delta * count / total
        self.count = total
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))
        self._sketch.add(values)
        self._distinct.add(hash_numbers(values))
        if self._seen is not None:
            seen = np.union1d(self._seen, values)
            self._seen = seen if len(seen) <= _EXACT else None

    @property
    def deviation(self) -> float:
        """Of the population."""
        return float(np.sqrt(self._squares / self.count)) if self.count else 0.0

    @property
    def exact(self) -> bool:
        """Whether `unique` is no estimate."""
        return self._seen is not None

    @property
    def unique(self) -> int:
        """Different values."""
        return self._distinct.count() if self._seen is None else len(self._seen)

    def quantiles(self) -> dict[str, float]:
        """By per cent."""
        found = self._sketch.at(np.array(_SHARES) / 100)
        return {str(share): float(value) for share, value in zip(_SHARES, found, strict=True)}

    def histogram(self) -> dict[str, list[float]]:
        """Up to 20 equal bins."""
        if not self.high > self.low:
            return {"edges": [self.low, self.low], "counts": [float(self.count)]}
        edges = np.linspace(self.low, self.high, min(_BINS, self.unique) + 1)
        counts = self._sketch.histogram(edges)
        return {"edges": [float(edge) for edge in edges], "counts": [float(count) for count in counts]}
