"""A panel of regular series: no gaps, no duplicates, time as whole numbers."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.data.frequency import Clock, Frequency

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Layout:
    """How a model reads its data, whatever comes later.

    `known`: the features known ahead. `categories`: the labels of each categorical column; a label's code is its place.
    """

    clock: Clock
    known: tuple[str, ...] = ()
    categories: dict[str, list[str]] | None = None

    def labels(self, column: str) -> list[str]:
        """The labels of a categorical column."""
        return (self.categories or {}).get(column, [])

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, without the frequency."""
        return {"clock": self.clock.to_dict(), "known": list(self.known), "categories": self.categories or {}}

    @classmethod
    def from_dict(cls, values: dict[str, Any], frequency: str) -> "Layout":
        """From `to_dict`."""
        clock = Clock(Frequency.parse(frequency), **values["clock"])
        return cls(clock, tuple(values["known"]), dict(values["categories"]))


@dataclass(frozen=True)
class Panel:
    """`names`: item and groups of each series; `values`: one float64 array each; `ends`: period of the last one.

    `lines`: of each series the features in the config's order, [periods + horizon, features], NaN where unknown; empty
    without features. `statics`: metadata, [series, columns].
    """

    names: list[tuple[str, ...]]
    values: list[Array]
    ends: Array
    layout: Layout
    lines: list[Array]
    statics: Array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def clock(self) -> Clock:
        """What the period numbers mean."""
        return self.layout.clock

    def take(self, positions: Array) -> Self:
        """The series at the positions."""
        return type(self)(
            [self.names[i] for i in positions],
            [self.values[i] for i in positions],
            self.ends[positions],
            self.layout,
            [self.lines[i] for i in positions] if self.lines else [],
            self.statics[positions],
        )

    def with_lines(self, lines: list[Array]) -> Self:
        """The same series with other features."""
        return type(self)(self.names, self.values, self.ends, self.layout, lines, self.statics)

    def joined(self, other: Self) -> Self:
        """The series of both."""
        return type(self)(
            self.names + other.names,
            self.values + other.values,
            np.concatenate([self.ends, other.ends]),
            self.layout,
            self.lines + other.lines,
            np.vstack([self.statics, other.statics]),
        )

    def cut(self, periods: int, least: int) -> tuple[Self, Array]:
        """The panel without each series' last `periods`, of those that keep `least` values; and their positions."""
        kept = np.array([i for i, values in enumerate(self.values) if len(values) >= periods + least], dtype=np.int64)
        return type(self)(
            [self.names[i] for i in kept],
            [self.values[i][: len(self.values[i]) - periods] for i in kept],
            self.ends[kept] - periods,
            self.layout,
            [self.lines[i][: len(self.lines[i]) - periods] for i in kept] if self.lines else [],
            self.statics[kept],
        ), kept

    def part(self, start: int, stop: int) -> Self:
        """The series from `start` to before `stop`."""
        return type(self)(
            self.names[start:stop],
            self.values[start:stop],
            self.ends[start:stop],
            self.layout,
            self.lines[start:stop],
            self.statics[start:stop],
        )

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """JSON-able names and layout, and the arrays."""
        lengths = np.array([len(values) for values in self.values])
        arrays = {"values": np.concatenate(self.values), "lengths": lengths, "ends": self.ends, "statics": self.statics}
        if self.lines:
            arrays["features"] = np.vstack(self.lines)
        return {"names": self.names, "layout": self.layout.to_dict()}, arrays

    @classmethod
    def load(cls, described: dict[str, Any], arrays: dict[str, Array], frequency: str) -> Self:
        """The inverse of `state`. Raises ValueError where the arrays do not fit each other."""
        names = [tuple(name) for name in described["names"]]
        lengths = arrays["lengths"]
        values = np.split(arrays["values"], np.cumsum(lengths)[:-1])
        lines = []
        if "features" in arrays:
            ahead = (len(arrays["features"]) - int(lengths.sum())) // len(lengths)
            lines = np.split(arrays["features"], np.cumsum(lengths + ahead)[:-1])
        if not len(names) == len(values) == len(arrays["ends"]) == len(arrays["statics"]):
            raise ValueError("the series do not fit their names")
        if not all(len(line) for line in values) or lengths.sum() != len(arrays["values"]):
            raise ValueError("the values do not fit their lengths")
        layout = Layout.from_dict(described["layout"], frequency)
        return cls(names, values, arrays["ends"], layout, lines, arrays["statics"])

    def scales(self, season: int) -> Array:
        """Mean absolute seasonal difference of each series (plain difference where short), [series]; at least tiny."""
        lengths = self.lengths
        flat = np.concatenate(self.values) if self.values else np.zeros(0)
        starts = np.cumsum(lengths) - lengths
        lags = np.repeat(np.where(lengths > season + 1, season, 1), lengths)
        inside = np.arange(len(flat)) - np.repeat(starts, lengths)
        steps = np.where(inside >= lags, np.abs(flat - flat[np.maximum(np.arange(len(flat)) - lags, 0)]), 0.0)
        sizes = np.add.reduceat(np.abs(flat), starts) / lengths
        means = np.add.reduceat(steps, starts) / np.maximum(np.add.reduceat((inside >= lags) * 1.0, starts), 1.0)
        return np.where(means > 0, means, np.maximum(1e-3 * sizes, 1e-9))

    @property
    def lengths(self) -> Array:
        """Periods of each series, [series]."""
        return np.array([len(values) for values in self.values], dtype=np.int64)

    def bounds(self) -> tuple[Array, Array]:
        """The least and the greatest value of each series, [series] each."""
        starts = np.cumsum(self.lengths) - self.lengths
        flat = np.concatenate(self.values) if self.values else np.zeros(0)
        return np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
