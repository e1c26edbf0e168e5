"""A panel of regular series: no gaps, no duplicates, time as whole numbers."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.frequency import Clock

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Panel:
    """`names`: item and groups of each series; `values`: one float64 array each; `ends`: period of the last one."""

    names: list[tuple[str, ...]]
    values: list[Array]
    ends: Array
    clock: Clock

    def __len__(self) -> int:
        return len(self.names)

    def cut(self, periods: int, least: int) -> tuple[Self, Array]:
        """The panel without each series' last `periods`, of those that keep `least` values; and their positions."""
        kept = np.array([i for i, values in enumerate(self.values) if len(values) >= periods + least], dtype=np.int64)
        return type(self)(
            [self.names[i] for i in kept],
            [self.values[i][: len(self.values[i]) - periods] for i in kept],
            self.ends[kept] - periods,
            self.clock,
        ), kept

    def scales(self, season: int) -> Array:
        """Mean absolute seasonal difference of each series (plain difference where short), [series]; at least tiny."""
        found = []
        for values in self.values:
            lag = season if len(values) > season + 1 else 1
            steps = np.abs(values[lag:] - values[:-lag]) if len(values) > lag else np.zeros(1)
            scale = float(steps.mean())
            found.append(scale if scale > 0 else max(1e-3 * float(np.abs(values).mean()), 1e-9))
        return np.array(found)
