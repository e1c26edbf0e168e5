"""Non-parametric forecasts: a weighted mean of what was seen at the same place of earlier seasons.

After "Non-Parametric Time Series (NPTS) Algorithm" in Forecast's developer guide, its seasonal variant with an
exponential kernel; how fast the weights fade is chosen by each series' own latest seasons.
"""

from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Forecaster, Task

Array = Any  # numpy.ndarray

_FADES = (0.0, 0.1, 0.3, 1.0)
_MOST_SEASONS = 20


class NonParametric(Forecaster):
    """Sound for counts and intermittent demand, where little but the past distribution can be known."""

    algorithm = "npts"
    quick = False
    order = 5
    alone = True

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:  # noqa: ARG003 - its state is the series themselves
        """Nothing to fit."""
        return cls()

    def forecast(self, panel: Panel, task: Task) -> Array:
        """Series by series."""
        found = np.empty((len(panel), task.config.horizon))
        for row, values in enumerate(panel.values):
            task.beat()
            season = task.season if len(values) >= 2 * task.season else 1
            fade = min(_FADES, key=lambda fade: _error(values, season, fade))
            found[row] = np.resize(_profile(values, season, fade), task.config.horizon)
        return found


def _profile(values: Array, season: int, fade: float) -> Array:
    """The weighted mean of each place of the season after the values, [season]."""
    seasons = min(len(values) // season, _MOST_SEASONS)
    block = values[-seasons * season :].reshape(seasons, season)
    weights = np.exp(-fade * np.arange(seasons)[::-1])
    return np.asarray(weights @ block / weights.sum())


def _error(values: Array, season: int, fade: float) -> float:
    """Mean absolute error over the last season, forecast from those before."""
    held = max(season, min(4, len(values) // 2))
    before = values[:-held]
    if len(before) < season:
        return fade
    return float(np.abs(values[-held:] - np.resize(_profile(before, season, fade), held)).mean())
