"""What the LightGBM forecasters share: one model for all series, on seasonal steps, forecasting period by period."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

import numpy as np

from sealcanvas.ml.lightgbm_library import BoosterText, Rows, boost
from sealcanvas.ml.series.data.logs import Logs, mostly_positive
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.features.frame import AGE, Frame, look_back
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task

Array = Any  # numpy.ndarray

_ROUNDS = 200
_LEAST_ROUNDS = 30
_MOST_ROWS = 150_000
_LEAST_ROWS = 30
# Values that a frame may hold at once: more series are taken in turn, or some of them to learn from.
_MOST_CELLS = 10_000_000
_MOST_SERIES = 20_000
_PARAMETERS = {
    "learning_rate": 0.05,
    # Few leaves: panels of some dozens of series are soon learnt by heart.
    "num_leaves": 8,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class Boosted(Forecaster):
    """`trend`: on first and seasonal differences instead of seasonal ones alone. `objective`: LightGBM's.

    `logs`: of the logarithms of the series that are positive throughout.
    """

    trend: ClassVar[bool]
    logs: ClassVar[bool] = False
    objective: ClassVar[str]
    related = True

    def __init__(self, booster: BoosterText, groups: list[list[str]], seen: list[str]) -> None:
        self._booster = booster
        self._groups = groups
        self._seen = seen

    @classmethod
    def suits(cls, panel: Panel) -> bool:
        """Logarithms where half of the series have some."""
        return not cls.logs or mostly_positive(panel)

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:
        """On all series' steps at once; of very many series on evenly spread ones."""
        count = len(task.config.groups)
        groups = [sorted({names[position + 1] for names in panel.names}) for position in range(count)]
        each = int(panel.lengths.max()) + task.config.horizon
        stride = -(-len(panel) // max(1, min(_MOST_CELLS // (each * _width(task)), _MOST_SERIES)))
        sample = panel if stride <= 1 else panel.take(np.arange(0, len(panel), stride))
        frame = Frame(cls._scale(sample).panel, task.config, task.season, cls.trend, groups)
        task.beat()
        features, steps = frame.rows(_MOST_ROWS, task.beat)
        if len(steps) < _LEAST_ROWS:
            raise OutOfTime

        parameters = _PARAMETERS | {
            "objective": cls.objective,
            "seed": task.seed,
            "num_threads": task.threads,
            "min_data_in_leaf": max(5, min(20, len(steps) // 50)),
        }
        rows = Rows(features, np.clip(steps, -20, 20), None, parameters, frame.categorical)
        booster = BoosterText(boost(parameters, rows, None, _ROUNDS, _Watch(task)), task.threads)
        seen = sorted({owner for owner, split in zip(frame.owners, booster.splits(), strict=True) if split} - {AGE})
        return cls(booster, groups, seen)

    @property
    def seen_columns(self) -> frozenset[str]:
        """The columns that its trees split on."""
        return frozenset(self._seen)

    def forecast(self, panel: Panel, task: Task) -> Array:
        """One period after the other, each seeing the forecasts before it."""
        found = [np.zeros((0, task.config.horizon))]
        for part, logs, frame in self._frames(panel, task):
            for column in range(frame.periods, frame.periods + task.config.horizon):
                task.beat()
                frame.put(column, self._booster.predict(frame.ahead(column)))
            low, high = (bound[:, None] for bound in part.bounds())
            values = logs.back(frame.values[:, frame.periods :] * frame.scale[:, None])
            found.append(np.clip(values, low - 2 * (high - low), high + 2 * (high - low)))
        return np.vstack(found)

    def impact(self, panel: Panel, task: Task) -> dict[str, float] | None:
        """Absolute TreeSHAP contributions over the latest periods, of as many rows as time allows, by column."""
        sample = panel.take(np.arange(0, len(panel), -(-len(panel) // 600)))
        frame = Frame(self._scale(sample).panel, task.config, task.season, self.trend, self._groups)
        features, _ = frame.rows(600, task.beat)
        if not len(features):
            return None
        owners = _credited(frame.owners, task)
        total = dict.fromkeys(owners, 0.0)
        blocks = -(-len(features) // 50)
        for block in range(blocks):
            task.beat()
            # Each block has rows of all periods, so that few of them tell of all.
            found = np.abs(self._booster.contributions(features[block::blocks])[:, 0, :-1]).sum(axis=0)
            for owner, value in zip(owners, found, strict=True):
                total[owner] += float(value)
            if task.left < 0:
                break
        return total

    def contributions(self, panel: Panel, task: Task) -> dict[str, Array] | None:
        """TreeSHAP contributions to each period's step, in the target's unit, summed by column."""
        shape = (len(panel), task.config.horizon)
        total: dict[str, Array] = {}
        start = 0
        for part, logs, frame in self._frames(panel, task):
            owners = _credited(frame.owners, task)
            for step in range(task.config.horizon):
                task.beat()
                column = frame.periods + step
                features = frame.ahead(column)
                steps = self._booster.predict(features)
                frame.put(column, steps)
                found = self._booster.contributions(features)[:, 0, :-1] * frame.scale[:, None]
                found = logs.moved(frame.values[:, column] * frame.scale, steps * frame.scale, found)
                for place, owner in enumerate(owners):
                    whole = total.setdefault(owner, np.zeros(shape))
                    whole[start : start + len(part), step] += found[:, place]
            start += len(part)
        return total

    def store(self) -> tuple[dict[str, Any], str]:
        """The labels of the group columns, the columns seen, and LightGBM's own text format."""
        return {"groups": self._groups, "seen": self._seen}, self._booster.text

    @classmethod
    def load(cls, info: dict[str, Any], text: str, threads: int) -> Self:
        """From `store`."""
        return cls(BoosterText(text, threads), info["groups"], info["seen"])

    @classmethod
    def _scale(cls, panel: Panel) -> Logs:
        return Logs.of(panel) if cls.logs else Logs.none(panel)

    def _frames(self, panel: Panel, task: Task) -> Iterator[tuple[Panel, Logs, Frame]]:
        """The panel in parts, each part's scale and frame."""
        width = (look_back(task.season) + task.config.horizon) * _width(task)
        size = max(1, min(_MOST_CELLS // width, _MOST_SERIES))
        for start in range(0, len(panel), size):
            part = panel.take(np.arange(start, min(start + size, len(panel)))) if len(panel) > size else panel
            logs = self._scale(part)
            yield part, logs, Frame(logs.panel, task.config, task.season, self.trend, self._groups, recent=True)


class _Watch:
    """Beats at every round, and ends boosting at the deadline."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def __call__(self, number: int, loss: float) -> int | None:  # noqa: ARG002 - the protocol
        self._task.beat()
        return number if self._task.left < 0 and number >= _LEAST_ROUNDS else None

    def pace(self, number: int, rate: float) -> float | None:  # noqa: ARG002 - the protocol
        return None


def _width(task: Task) -> int:
    """Matrices that a frame holds."""
    return 2 + len(task.config.features)


def _credited(owners: list[str], task: Task) -> list[str]:
    """The age of past-only features is counted to the timestamp."""
    return [task.config.timestamp if owner == AGE else owner for owner in owners]
