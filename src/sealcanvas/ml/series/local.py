"""What the statistical forecasters share: each series on its own, refitted at every forecast."""

import warnings
from abc import abstractmethod
from time import monotonic
from typing import Any, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task
from sealcanvas.ml.series.panel import Panel

Array = Any  # numpy.ndarray

# Older values hardly matter to local models, but their time grows with length.
_MOST_VALUES = 600
_SEASONS = 12


class Local(Forecaster):
    """A statsforecast model, seeing one series at a time and nothing else."""

    @staticmethod
    @abstractmethod
    def model(season: int) -> Any:
        """statsforecast's model."""

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:  # noqa: ARG003 - its state is the series themselves
        """Nothing to fit before the forecast; loads the library."""
        load("statsforecast.models", task.beat)
        return cls()

    def forecast(self, panel: Panel, task: Task) -> Array:
        """Series by series; a series that the model cannot take (too short, constant) is continued naively."""
        result = np.empty((len(panel), task.config.horizon))
        began = monotonic()
        for index, values in enumerate(panel.values):
            task.beat()
            result[index] = self._one(values, task)
            each = (monotonic() - began) / (index + 1)
            if index >= 2 and each * (len(panel) - index - 1) > task.left:
                raise OutOfTime
        return result

    def _one(self, values: Array, task: Task) -> Array:
        horizon = task.config.horizon
        recent = values[-max(_MOST_VALUES, _SEASONS * task.season) :]
        season = task.season if len(recent) >= 2 * task.season + 4 else 1
        plain = naive(recent, task.season, horizon)
        if len(recent) < 8 or recent.min() == recent.max():
            return plain
        with warnings.catch_warnings():
            # statsforecast 2.1 divides by zero and overflows on its way to a good fit.
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            try:
                found = np.asarray(self.model(season).forecast(y=recent, h=horizon)["mean"], dtype=np.float64)
            except (ValueError, ZeroDivisionError, FloatingPointError, IndexError, np.linalg.LinAlgError, RuntimeError):
                return plain  # it says that this series is not for it; the back-test weighs that
        low, high = recent.min(), recent.max()
        spread = high - low
        return np.clip(found, low - 2 * spread, high + 2 * spread) if np.isfinite(found).all() else plain


def naive(values: Array, season: int, horizon: int) -> Array:
    """The last season again, or the last value where there is no whole season."""
    tail = values[-season:] if len(values) >= season else values[-1:]
    return np.resize(tail, horizon).astype(np.float64)
