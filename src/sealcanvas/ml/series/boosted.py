"""What the LightGBM forecasters share: one model for all series, on seasonal steps, forecasting period by period."""

from typing import Any, ClassVar, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.lightgbm_library import BoosterText
from sealcanvas.ml.series.frame import Frame
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task
from sealcanvas.ml.series.panel import Panel

Array = Any  # numpy.ndarray

_ROUNDS = 200
_LEAST_ROUNDS = 30
_MOST_ROWS = 150_000
_LEAST_ROWS = 30
_PARAMETERS = {
    "objective": "regression",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class Boosted(Forecaster):
    """`trend`: on first and seasonal differences instead of seasonal ones alone."""

    trend: ClassVar[bool]

    def __init__(self, booster: BoosterText, groups: list[list[str]]) -> None:
        self._booster = booster
        self._groups = groups

    @classmethod
    def fit(cls, panel: Panel, task: Task) -> Self:
        """On all series' steps at once."""
        load("lightgbm", task.beat)
        import lightgbm
        from lightgbm.callback import EarlyStopException

        count = len(task.config.groups)
        groups = [sorted({names[position + 1] for names in panel.names}) for position in range(count)]
        frame = Frame(panel, task.config, task.season, cls.trend, groups)
        features, steps = frame.rows(_MOST_ROWS)
        task.beat()
        if len(steps) < _LEAST_ROWS:
            raise OutOfTime

        def watch(env: Any) -> None:
            task.beat()
            if task.left < 0 and env.iteration + 1 >= _LEAST_ROUNDS:
                raise EarlyStopException(env.iteration, [])

        parameters = _PARAMETERS | {
            "seed": task.seed,
            "num_threads": task.threads,
            "min_data_in_leaf": max(5, min(20, len(steps) // 50)),
        }
        categorical: Any = list(range(features.shape[1] - count, features.shape[1])) if count else "auto"
        rows = lightgbm.Dataset(features, np.clip(steps, -20, 20), categorical_feature=categorical, params=parameters)
        booster = lightgbm.train(parameters, rows, _ROUNDS, callbacks=[watch])
        return cls(BoosterText(booster.model_to_string(), task.threads), groups)

    def forecast(self, panel: Panel, task: Task) -> Array:
        """One period after the other, each seeing the forecasts before it."""
        frame = self._frame(panel, task)
        for step in range(task.config.horizon):
            task.beat()
            column = frame.periods + step
            frame.put(column, self._booster.predict(frame.features(column)))
        found = frame.values[:, frame.periods :] * frame.scale[:, None]
        low = np.array([values.min() for values in panel.values])[:, None]
        high = np.array([values.max() for values in panel.values])[:, None]
        return np.clip(found, low - 2 * (high - low), high + 2 * (high - low))

    def impact(self, panel: Panel, task: Task) -> dict[str, float] | None:
        """Mean absolute TreeSHAP contribution over the latest periods, summed by column."""
        frame = self._frame(panel, task)
        features, _ = frame.rows(600)
        if not len(features):
            return None
        owners = frame.owners
        total = dict.fromkeys(owners, 0.0)
        for start in range(0, min(len(features), 600), 50):
            task.beat()
            found = np.abs(self._booster.contributions(features[start : start + 50])[:, 0, :-1]).sum(axis=0)
            for owner, value in zip(owners, found, strict=True):
                total[owner] += float(value)
        return total

    def store(self) -> tuple[dict[str, Any], str]:
        """The labels of the group columns, and LightGBM's own text format."""
        return {"groups": self._groups}, self._booster.text

    @classmethod
    def load(cls, info: dict[str, Any], text: str, threads: int) -> Self:
        """From `store`."""
        return cls(BoosterText(text, threads), info["groups"])

    def _frame(self, panel: Panel, task: Task) -> Frame:
        return Frame(panel, task.config, task.season, self.trend, self._groups)
