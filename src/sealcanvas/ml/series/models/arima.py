"""Seasonal ARIMA chosen by AICc (Hyndman and Khandakar 2008), with features known ahead as regressors."""

import warnings
from typing import Any, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.transformations import NUMERIC
from sealcanvas.ml.series.models.base import Task
from sealcanvas.ml.series.models.local import LEAST_VALUES, UNFIT, Local

Array = Any  # numpy.ndarray

# Longer seasons make a fit last many seconds, in which nothing is heard of it.
_MOST_SEASON = 24
_MOST_REGRESSORS = 3
_EXPLAINED = 5


class Arima(Local):
    """statsforecast's AutoARIMA over a small set of orders, so that a fit takes well under a second."""

    algorithm = "arima"
    quick = False
    order = 60
    most_values = 400
    related = True

    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:
        """Keeps which features it may regress on."""
        load("statsforecast.models", task.beat)
        return cls(_usable(panel, task))

    @property
    def seen_columns(self) -> frozenset[str]:
        """The features that it may regress on."""
        return frozenset(self._seen)

    def store(self) -> tuple[dict[str, Any], str]:
        """The columns seen."""
        return {"seen": self._seen}, ""

    @classmethod
    def load(cls, info: dict[str, Any], text: str, threads: int) -> Self:  # noqa: ARG003 - the interface
        """From `store`."""
        return cls(info["seen"])

    @staticmethod
    def model(season: int) -> Any:
        """statsforecast's model."""
        from statsforecast.models import AutoARIMA

        return AutoARIMA(
            season_length=season if season <= _MOST_SEASON else 1,
            approximation=True,
            max_p=2,
            max_q=2,
            max_P=1,
            max_Q=1,
            nmodels=12,
        )

    def regressors(self, panel: Panel, row: int, task: Task) -> Array | None:
        """Numeric features known ahead, [periods + horizon, at most 3], those that tell most of the series first."""
        names, matrix = self._chosen(panel, row, task)
        return matrix if names else None

    def impact(self, panel: Panel, task: Task) -> dict[str, float] | None:
        """Mean size of what the regressors and the series' own past add to the forecast, of as many as time allows."""
        if not self._seen:
            return None
        total: dict[str, float] = {}
        for row in range(0, len(panel), -(-len(panel) // _EXPLAINED)):
            task.beat()
            for column, values in self._parts(panel, row, task).items():
                total[column] = total.get(column, 0.0) + float(np.abs(values).mean())
            if task.left < 0:
                break
        return total

    def contributions(self, panel: Panel, task: Task) -> dict[str, Array] | None:
        """Coefficient times value of each regressor; what else moves the forecast from the series' mean is its past."""
        if not self._seen:
            return None
        shape = (len(panel), task.config.horizon)
        total = {column: np.zeros(shape) for column in (task.config.target, *self._seen)}
        for row in range(len(panel)):
            task.beat()
            for column, values in self._parts(panel, row, task).items():
                total[column][row] = values
        return total

    def _parts(self, panel: Panel, row: int, task: Task) -> dict[str, Array]:
        """What the series' own past and each regressor add, [horizon]; nothing where the model does not take it."""
        horizon, recent = task.config.horizon, self.recent(panel.values[row], task)
        names, matrix = self._chosen(panel, row, task)
        season = task.season if len(recent) >= 2 * task.season + 4 else 1
        if not names or len(recent) < LEAST_VALUES or recent.min() == recent.max():
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fitted = self.model(season).fit(y=recent, X=matrix[:-horizon][-len(recent) :])
                point = np.asarray(fitted.predict(h=horizon, X=matrix[-horizon:])["mean"])
            except UNFIT:
                return {}
        coefficients = fitted.model_["coef"]
        shares = {
            name: float(coefficients.get(f"ex_{place}", 0.0)) * matrix[-horizon:, place - 1]
            for place, name in enumerate(names, 1)
        }
        return {task.config.target: point - recent.mean() - sum(shares.values()), **shares}

    def _chosen(self, panel: Panel, row: int, task: Task) -> tuple[list[str], Array]:
        if not self._seen:
            return [], np.zeros((0, 0))
        places = [place for place, column in enumerate(task.config.features) if column in self._seen]
        lines, values = panel.lines[row][:, places], panel.values[row]
        past = lines[: len(values)]
        usable = np.flatnonzero(~np.isnan(lines).any(axis=0) & (np.nan_to_num(past).std(axis=0) > 0))
        if not len(usable):
            return [], np.zeros((0, 0))
        lines, past = lines[:, usable], past[:, usable]
        lag = task.season if len(values) > 3 * task.season else 1
        strength = [_correlation(line[lag:] - line[:-lag], values[lag:] - values[:-lag]) for line in past.T]
        best = np.argsort(strength, kind="stable")[::-1][:_MOST_REGRESSORS]
        scaled = (lines - past.mean(axis=0)) / past.std(axis=0)
        columns = list(task.config.features)
        return [columns[places[usable[place]]] for place in best], scaled[:, best]


def _usable(panel: Panel, task: Task) -> list[str]:
    features = task.config.features.items()
    return [column for column, kind in features if kind == NUMERIC and column in panel.layout.known]


def _correlation(one: Array, other: Array) -> float:
    if not one.std() or not other.std():
        return 0.0
    return abs(float(np.corrcoef(one, other)[0, 1]))
