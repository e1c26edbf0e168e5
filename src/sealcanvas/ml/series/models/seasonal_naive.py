"""The last season again: the baseline of every forecast."""

from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Forecaster, Task

Array = Any  # numpy.ndarray


class SeasonalNaive(Forecaster):
    """Needs no library and no time."""

    algorithm = "seasonal-naive"
    quick = True
    order = 0

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:  # noqa: ARG003 - its state is the series themselves
        """Nothing to fit."""
        return cls()

    def forecast(self, panel: Panel, task: Task) -> Array:
        """Each series' last `season` values, repeated."""
        lengths = panel.lengths
        season = np.where(lengths >= task.season, task.season, 1)[:, None]
        steps = np.arange(task.config.horizon) % season
        return np.asarray(np.concatenate(panel.values)[np.cumsum(lengths)[:, None] - season + steps])
