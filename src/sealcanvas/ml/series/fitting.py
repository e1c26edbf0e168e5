"""The forecasters of an ensemble, fitted to the whole panel."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.executor import Executor, Item
from sealcanvas.ml.series.judging.backtest import Backtest, Trial
from sealcanvas.ml.series.models.base import Forecaster, Task
from sealcanvas.ml.series.unit import OUT_OF_TIME, Forecasts, chunks, parcel

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Fitted:
    """A forecaster and what it says after the end of each series, [series, horizon]."""

    forecaster: Forecaster
    point: Array


class Fitting:
    """Fits forecasters as they are asked for, each once."""

    def __init__(self, work: Forecasts, task: Task, executor: Executor) -> None:
        self._work, self._task, self._executor = work, task, executor
        self._done: dict[str, Fitted] = {}

    def of(self, algorithm: str) -> Fitted:
        """One that `fit` fitted."""
        return self._done[algorithm]

    def fit(self, tested: Backtest, weights: Array) -> dict[str, str]:
        """Fit the trials with a weight; those that raised, with the name of the error's type.

        Each met its deadline on nearly as much data, so none is left out for its time now; boosting stops early where
        the time that the others need (as in one back-test window) would not be left.
        """
        pairs = zip(tested.trials, weights, strict=True)
        trials = [trial for trial, weight in pairs if weight > 0 and trial.forecaster.algorithm not in self._done]
        needs = [trial.seconds / len(tested.truth) for trial in trials]
        count, horizon = len(self._work.panel), self._work.config.horizon
        parts = [
            (place, chunk)
            for place, trial in enumerate(trials)
            for chunk in chunks(trial.forecaster, count, self._executor.width)
        ]
        points = np.empty((len(trials), count, horizon))
        failed: dict[str, str] = {}
        results = self._executor.map(self._work, self._items(trials, parts, needs), self._task.beat)
        for (place, chunk), result in zip(parts, results, strict=True):
            kind = trials[place].forecaster
            raised = result.info["failed"] or (OUT_OF_TIME if result.info["late"] else "")
            if raised:
                failed.setdefault(kind.algorithm, raised)
            if kind.algorithm in failed:
                continue
            points[place, chunk.start : chunk.stop] = result.arrays["point"]
            if chunk.stop == count:
                fitted = kind.load(result.info["model"], result.text, self._task.threads)
                self._done[kind.algorithm] = Fitted(fitted, points[place])
        return failed

    def _items(self, trials: list[Trial], parts: list[tuple[int, Any]], needs: list[float]) -> Iterator[Item]:
        for place, chunk in parts:
            spare = self._task.left - sum(needs[place + 1 :])
            deadline = monotonic() + max(needs[place], spare)
            yield Item(parcel(trials[place].forecaster, chunk, cut=False), deadline)
