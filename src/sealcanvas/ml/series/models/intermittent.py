"""Demand that comes now and then: how much, by how often, each smoothed on its own (Croston 1972)."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Task
from sealcanvas.ml.series.models.local import Local

Array = Any  # numpy.ndarray

# From this share of zeros on a series is an intermittent one, and from this share of such series on a panel is.
_ZEROS, _SERIES = 0.3, 0.1
# Demand seems to be over after so many of its mean intervals without any.
_OVER = 6.0
_SMOOTHING = 0.1


class Intermittent(Local):
    """By the zeros of each series: a smoothed level, Croston's method without its bias, or with demand that may end.

    Without bias: Syntetos and Boylan 2005; that may end: Teunter, Syntetos and Babai 2011. All from statsforecast.
    """

    algorithm = "intermittent"
    quick = False
    order = 6

    @classmethod
    def suits(cls, panel: Panel) -> bool:
        """Only where enough of the series are intermittent: elsewhere a level has nothing to add to the others."""
        return bool(np.mean([(values == 0).mean() >= _ZEROS for values in panel.values]) >= _SERIES)

    @staticmethod
    def model(season: int) -> Any:  # noqa: ARG004 - a level has no season
        """For series without many zeros."""
        from statsforecast.models import SimpleExponentialSmoothingOptimized

        return SimpleExponentialSmoothingOptimized()

    def suited(self, values: Array, season: int, task: Task) -> Any:  # noqa: ARG002 - the interface
        """By the share of zeros, and how many of them came last."""
        from statsforecast.models import TSB, CrostonSBA

        demands = np.flatnonzero(values)
        if len(demands) > (1 - _ZEROS) * len(values) or len(demands) == 0:
            return self.model(season)
        since, interval = len(values) - 1 - demands[-1], (demands[-1] + 1) / len(demands)
        return TSB(_SMOOTHING, _SMOOTHING) if since > _OVER * interval else CrostonSBA()
