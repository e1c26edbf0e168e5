"""Rolling back-test: what each forecaster would have said of the last periods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task
from sealcanvas.ml.series.panel import Panel

Array = Any  # numpy.ndarray

# Residuals that intervals are to rest on, and the windows that may be spent on them.
_RESIDUALS = 150
_MOST_WINDOWS = 5
_LEAST_HISTORY = 8
# Share of the time left that one forecaster may take in all, so that the others get their turn.
_SHARE = 0.6


@dataclass(frozen=True)
class Trial:
    """A forecaster that finished: expected values [windows, series, horizon] and seconds."""

    forecaster: type[Forecaster]
    point: Array
    seconds: float


@dataclass(frozen=True)
class Backtest:
    """`series`: positions of the judged series; `truth` as the trials' points; `scale` [windows, series]."""

    series: Array
    truth: Array
    scale: Array
    trials: list[Trial]
    skipped: list[str]


def run(panel: Panel, forecasters: Sequence[type[Forecaster]], quick: bool, task: Task, clock: Reporter) -> Backtest:
    """Windows of one horizon each, the latest first; forecasters that would overrun the time are skipped."""
    horizon = task.config.horizon
    lengths = np.array([len(values) for values in panel.values])
    least = max(_LEAST_HISTORY, min(2 * task.season + 1, 3 * horizon))
    room = max(1, (int(lengths.max()) - least) // horizon)
    enough = int(np.ceil(_RESIDUALS / max(1, (lengths >= least + horizon).sum() * horizon)))
    windows = min(room, _MOST_WINDOWS, max(enough, 1 if quick else 2))
    cuts = [
        panel.cut(horizon * (window + 1), min(least, int(lengths.max()) - horizon * (window + 1)))
        for window in range(windows)
    ]
    series = np.unique(np.concatenate([kept for _, kept in cuts]))
    shape = (windows, len(series), horizon)
    truth, scale = np.full(shape, np.nan), np.ones(shape[:2])
    for window, (cut, kept) in enumerate(cuts):
        rows = np.searchsorted(series, kept)
        stop = horizon * window
        truth[window, rows] = [panel.values[i][len(panel.values[i]) - stop - horizon :][:horizon] for i in kept]
        scale[window, rows] = cut.scales(task.season)
    trials, skipped = [], []
    for forecaster in forecasters:
        clock.say(f"Back-testing {forecaster.algorithm}.")
        began = monotonic()
        # A finished back-test is followed by one more pass, over the whole panel.
        own = replace(task, deadline=began + max(task.left, 0.0) * _SHARE * windows / (windows + 1))
        point = np.full(shape, np.nan)
        try:
            for window, (cut, kept) in enumerate(cuts):
                part = own.left / (windows - window)
                share = replace(own, deadline=monotonic() + part)
                point[window, np.searchsorted(series, kept)] = forecaster.fit(cut, share).forecast(cut, share)
        except OutOfTime:
            skipped.append(forecaster.algorithm)
            continue
        seconds = monotonic() - began
        trials.append(Trial(forecaster, point, seconds))
        task = replace(task, deadline=task.deadline - seconds / windows)
    return Backtest(series, truth, scale, trials, skipped)


def weights(backtest: Backtest) -> Array:
    """Weights [trials] adding up to 1: inverse square of the mean scaled error; none for the far worse ones."""
    errors = np.array([np.nanmean(np.abs(residuals(backtest, trial.point))) for trial in backtest.trials])
    errors = np.maximum(errors, 1e-9)
    found = np.where(errors <= 1.3 * errors.min(), 1 / errors**2, 0.0)
    return found / found.sum()


def residuals(backtest: Backtest, point: Array) -> Array:
    """(truth - point) / scale, [windows, series, horizon]."""
    return (backtest.truth - point) / backtest.scale[:, :, None]
