"""A sample of rows that does not depend on how they come in batches: each row's fate is drawn from its number."""

from typing import Any

import numpy as np

from sealcanvas.ml import arrow

Array = Any  # numpy.ndarray


class Sample:
    """Keeps all rows as long as they fit, then an ever smaller share of them, evenly drawn.

    Args:
        most_bytes: of Arrow memory that the kept rows may take.
        most_rows: how many may be kept.
        seed: the same rows in the same order give the same sample.
        label: a column of which each value is to stay with `floor` rows at least, as far as it has so many: the
            rare labels of a target. A column of more than `most_labels` values is no label, and is not minded.
    """

    def __init__(
        self,
        most_bytes: float = float("inf"),
        most_rows: float = float("inf"),
        *,
        seed: int = 0,
        label: str | None = None,
        floor: int = 500,
        most_labels: int = 200,
    ) -> None:
        self._most_bytes, self._most_rows, self._seed = most_bytes, most_rows, seed
        self._label, self._floor, self._most_labels = label, floor, most_labels
        self._limit = 1 << 64
        self._kept: list[tuple[Any, Array, Array]] = []  # a batch, its rows' draws, and which are kept for their label
        self._labels: dict[str, int] = {}
        self._held = self._bytes = 0
        self.seen = 0
        """Rows so far."""

    @property
    def rows(self) -> int:
        """Rows kept."""
        return self._held

    @property
    def complete(self) -> bool:
        """Whether all rows were kept."""
        return self._held == self.seen

    def add(self, batch: Any) -> None:
        """See a batch."""
        draws = _draws(self.seen, batch.num_rows, self._seed)
        self.seen += batch.num_rows
        rare = self._rare(batch)
        self._keep(batch, draws, rare)
        while (self._bytes > self._most_bytes or self._held > self._most_rows) and self._limit > 1 << 20:
            # A quarter goes at a time, so that what is left is never much less than what would fit.
            self._limit = self._limit // 4 * 3
            kept, self._kept, self._held, self._bytes = self._kept, [], 0, 0
            for each, each_draws, each_rare in kept:
                self._keep(each, each_draws, each_rare)

    def batches(self) -> list[Any]:
        """What was kept, in the rows' order."""
        return [batch for batch, _, _ in self._kept]

    def _keep(self, batch: Any, draws: Array, rare: Array) -> None:
        if self._limit < 1 << 64:
            stays = (draws < np.uint64(self._limit)) | rare
            if not stays.all():
                batch, draws, rare = batch.filter(arrow.mask(stays)), draws[stays], rare[stays]
        if batch.num_rows:
            self._kept.append((batch, draws, rare))
            self._held += batch.num_rows
            self._bytes += batch.nbytes

    def _rare(self, batch: Any) -> Array:
        """The first rows of each label: they stay, whatever is drawn."""
        found = np.zeros(batch.num_rows, dtype=bool)
        if self._label is None or self._label not in batch.schema.names:
            return found
        column = batch.column(self._label).dictionary_encode()
        if len(column.dictionary) > self._most_labels:
            self._give_up()
            return found
        codes = arrow.whole_numbers(column.indices)
        for code, value in enumerate(str(value) for value in column.dictionary.to_pylist()):
            count = self._labels.get(value, 0)
            if count < self._floor:
                places = np.flatnonzero(codes == code)[: self._floor - count]
                found[places] = True
                self._labels[value] = count + len(places)
        if len(self._labels) > self._most_labels:
            self._give_up()
            return np.zeros(batch.num_rows, dtype=bool)
        return found

    def _give_up(self) -> None:
        """So many values are no labels."""
        self._label = None
        self._kept = [(batch, draws, np.zeros(len(draws), dtype=bool)) for batch, draws, _ in self._kept]


class FirstRows(Sample):
    """Keeps the first rows, as long as they fit."""

    def add(self, batch: Any) -> None:
        """See a batch."""
        self.seen += batch.num_rows
        left = int(min(self._most_rows - self._held, batch.num_rows))
        if left <= 0 or self._bytes >= self._most_bytes:
            self._most_rows = self._held  # a later batch must not go on behind a gap
            return
        kept = batch.slice(0, left)
        nothing = np.zeros(left, dtype=np.uint64)
        self._kept.append((kept, nothing, nothing.astype(bool)))
        self._held += left
        self._bytes += kept.nbytes


def _draws(start: int, count: int, seed: int) -> Array:
    """A 64-bit number for each row number: SplitMix64 (Steele, Lea and Flood, 2014)."""
    with np.errstate(over="ignore"):
        state = np.arange(start, start + count, dtype=np.uint64) + np.uint64(seed * 0x9E3779B9 + 1)
        state = state * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return state ^ (state >> np.uint64(31))
