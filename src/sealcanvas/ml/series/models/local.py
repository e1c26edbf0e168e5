"""What the statistical forecasters share: each series on its own, refitted at every forecast."""

import warnings
from abc import abstractmethod
from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.series.data.logs import mostly_positive
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task

Array = Any  # numpy.ndarray

_SEASONS = 12
LEAST_VALUES = 8
"""Shorter series are continued naively."""

UNFIT = (ValueError, ZeroDivisionError, FloatingPointError, IndexError, np.linalg.LinAlgError, RuntimeError)
"""How a model says that a series is not for it; the back-test weighs that."""


class Local(Forecaster):
    """A statsforecast model, seeing one series at a time and nothing else.

    `logs`: of its logarithms, where it is positive throughout.
    """

    alone = True
    logs: ClassVar[bool] = False
    # Older values hardly matter to local models, but their time grows with length.
    most_values: ClassVar[int] = 600

    @classmethod
    def suits(cls, panel: Panel) -> bool:
        """Logarithms where half of the series have some."""
        return not cls.logs or mostly_positive(panel)

    @staticmethod
    @abstractmethod
    def model(season: int) -> Any:
        """statsforecast's model."""

    def suited(self, values: Array, season: int, task: Task) -> Any:  # noqa: ARG002 - the interface
        """The model for one series; most are the same for all."""
        return self.model(season)

    @classmethod
    def prepare(cls, beat: Callable[[], None]) -> None:
        """The library."""
        load("statsforecast.models", beat)

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:  # noqa: ARG003 - its state is the series themselves
        """Nothing to fit before the forecast; loads the library."""
        cls.prepare(task.beat)
        return cls()

    def forecast(self, panel: Panel, task: Task) -> Array:
        """Series by series; a series that the model cannot take (too short, constant) is continued naively."""
        result = np.empty((len(panel), task.config.horizon))
        began = monotonic()
        for index, values in enumerate(panel.values):
            task.beat()
            result[index] = self._scaled(values, self.regressors(panel, index, task), task)
            each, rest = (monotonic() - began) / (index + 1), len(panel) - index - 1
            # The first ones may have warmed something up, so that they tell little of the rest.
            if rest and task.left < (each * rest if index >= 2 else 0):
                raise OutOfTime
        return result

    def regressors(self, panel: Panel, row: int, task: Task) -> Array | None:  # noqa: ARG002 - the interface
        """Features of a series that the model can regress on, [periods + horizon, features]; None for none."""
        return None

    def recent(self, values: Array, task: Task) -> Array:
        """The part of a series that the model looks at."""
        return values[-max(self.most_values, _SEASONS * task.season) :]

    def _scaled(self, values: Array, beside: Array | None, task: Task) -> Array:
        if not self.logs or values.min() <= 0:
            return self._one(values, beside, task)
        most = 3 * values.max() - 2 * values.min()
        return np.asarray(np.exp(np.minimum(self._one(np.log(values), beside, task), np.log(most))))

    def _one(self, values: Array, beside: Array | None, task: Task) -> Array:
        horizon = task.config.horizon
        recent = self.recent(values, task)
        season = task.season if len(recent) >= 2 * task.season + 4 else 1
        plain = naive(recent, task.season, horizon)
        if len(recent) < LEAST_VALUES or recent.min() == recent.max():
            return plain
        with warnings.catch_warnings():
            # statsforecast 2.1 divides by zero and overflows on its way to a good fit.
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            try:
                more = {} if beside is None else {"X": beside[:-horizon][-len(recent) :], "X_future": beside[-horizon:]}
                found = np.asarray(
                    self.suited(recent, season, task).forecast(y=recent, h=horizon, **more)["mean"], dtype=np.float64
                )
            except MemoryError:
                raise
            except Exception:  # a bare one among many: so a model says that a series is not for it
                return plain
        low, high = recent.min(), recent.max()
        spread = high - low
        return np.clip(found, low - 2 * spread, high + 2 * spread) if np.isfinite(found).all() else plain


def naive(values: Array, season: int, horizon: int) -> Array:
    """The last season again, or the last value where there is no whole season."""
    tail = values[-season:] if len(values) >= season else values[-1:]
    return np.resize(tail, horizon).astype(np.float64)
