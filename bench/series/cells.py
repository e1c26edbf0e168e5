"""Cells of the benchmark: a panel without its last periods, and what came then."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_DAY_ZERO, _MONTH_ZERO = date(2013, 1, 1), 1990 * 12


@dataclass(frozen=True)
class Cell:
    """A panel at an origin: `origin` 1 holds out the last horizon, 2 the one before, and so on."""

    panel: str
    origin: int
    frequency: str
    horizon: int
    season: int
    series: dict[str, list[float]]
    truth: Array
    scale: Array

    def request(self, seed: int) -> dict[str, Any]:
        """What an engine is told."""
        return {
            "frequency": self.frequency,
            "horizon": self.horizon,
            "season": self.season,
            "seed": seed,
            "starts": self._starts(),
            "series": self.series,
        }

    def _starts(self) -> dict[str, str]:
        """All series end on the same day or in the same month; which one it is nobody is told."""
        longest = max(len(values) for values in self.series.values())
        starts = {}
        for name, values in self.series.items():
            behind = longest - len(values)
            if self.frequency == "1D":
                starts[name] = (_DAY_ZERO + timedelta(days=behind)).isoformat()
            else:
                month = _MONTH_ZERO + behind * int(self.frequency[:-1])
                starts[name] = date(month // 12, month % 12 + 1, 1).isoformat()
        return starts


def cell(name: str, panel: dict[str, Any], origin: int) -> Cell:
    """Series too short for two seasons and a horizon before the origin are left out."""
    horizon, season = panel["horizon"], panel["season"]
    held = horizon * origin
    series = {
        key: values[:-held] for key, values in panel["series"].items() if len(values) - held >= 2 * season + horizon
    }
    truth = np.array([panel["series"][key][-held:][:horizon] for key in series])
    return Cell(name, origin, panel["frequency"], horizon, season, series, truth, _scales(series, season))


def _scales(series: dict[str, list[float]], season: int) -> Array:
    """The mean absolute seasonal difference of each series before the origin: MASE's scale."""
    lines = [np.array(values) for values in series.values()]
    sizes = np.array([np.abs(line[season:] - line[:-season]).mean() for line in lines])
    return np.where(sizes > 0, sizes, np.nan)
