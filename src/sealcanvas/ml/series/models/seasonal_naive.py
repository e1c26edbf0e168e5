"""The last season again: the baseline of every forecast."""

from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.local import naive
from sealcanvas.ml.series.models.base import Forecaster, Task
from sealcanvas.ml.series.panel import Panel

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
        return np.array([naive(values, task.season, task.config.horizon) for values in panel.values])
