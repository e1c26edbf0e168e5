"""The most frequent values: counters that lose at most their share of the rows (Misra and Gries, 1982)."""

from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow

_MOST = 4_096


class Frequent:
    """Counts texts; exact while there are at most 4,096, else each count is at most rows / 4,096 too small."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self.exact = True
        """Whether every value has its counter."""

    def add(self, column: Any) -> None:
        """See a pyarrow array of strings without missing ones."""
        found = pc.value_counts(column)
        values, counts = found.field("values"), arrow.whole_numbers(found.field("counts"))
        if len(counts) > _MOST:
            lost = np.partition(counts, -_MOST - 1)[-_MOST - 1]
            kept = np.flatnonzero(counts > lost)
            values, counts = values.take(arrow.column(kept)), counts[kept] - lost
            self.exact = False
        for value, count in zip(values.to_pylist(), counts.tolist(), strict=True):
            self._counts[value] = self._counts.get(value, 0) + count
        if len(self._counts) > _MOST:
            lost = sorted(self._counts.values(), reverse=True)[_MOST]
            self._counts = {value: count - lost for value, count in self._counts.items() if count > lost}
            self.exact = False

    def __len__(self) -> int:
        return len(self._counts)

    def top(self, most: int) -> list[tuple[str, int]]:
        """The most frequent values with their counts; equal counts in the order of their first rows."""
        return sorted(self._counts.items(), key=lambda pair: -pair[1])[:most]
