"""What a back-test says of a model: scores, coverage, the leaderboard, and tables by period and by series."""

from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.metrics import Errors, score_series
from sealcanvas.ml.metrics.series import score_each
from sealcanvas.ml.score import LeaderboardRow
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.judging import backtest as rolling
from sealcanvas.ml.series.judging.backtest import Backtest
from sealcanvas.ml.series.judging.calibration import cross_calibrated
from sealcanvas.ml.series.model import MEAN, stamps
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray


class Judge:
    """Scores expected values of a back-test, with intervals calibrated on other series or windows."""

    def __init__(self, tested: Backtest, config: SeriesConfig, floors: Array) -> None:
        self._tested, self._config, self._floors = tested, config, floors

    def score(self, point: Array) -> tuple[dict[str, float], Array]:
        """All metrics, and the quantiles [windows, series, horizon, quantiles]."""
        tested, levels = self._tested, self._config.levels
        left = rolling.residuals(tested, point)
        quantiles = cross_calibrated(left, point, tested.scale, self._floors, levels)
        horizon = point.shape[-1]
        errors = Errors(
            tested.truth.reshape(-1, horizon),
            quantiles.reshape(-1, horizon, len(levels)),
            np.array(levels),
            point.reshape(-1, horizon),
            tested.scale.ravel(),
        )
        return score_series(errors), quantiles


def coverage(truth: Array, quantiles: Array) -> float:
    """Share of actual values between the lowest and the highest quantile."""
    known = ~np.isnan(truth)
    inside = (truth >= quantiles[..., 0]) & (truth <= quantiles[..., -1])
    return float(inside[known].mean())


def leaderboard(
    tested: Backtest, weights: Array, judged: Judge, ours: dict[str, float], name: str, seconds: float
) -> list[LeaderboardRow]:
    """The ensemble, then its forecasters by the objective `name`."""
    rows = [
        LeaderboardRow(
            trial.forecaster.algorithm,
            trial.forecaster.algorithm,
            judged.score(trial.point)[0],
            round(trial.seconds, 3),
            float(weight),
            {},
        )
        for trial, weight in zip(tested.trials, weights, strict=True)
    ]
    rows.sort(key=lambda row: (row.metrics[name] != row.metrics[name], row.metrics[name]))
    return [LeaderboardRow("ensemble", "ensemble", ours, round(seconds, 3), 1.0), *rows]


def backtest_table(
    tested: Backtest, panel: Panel, config: SeriesConfig, quantiles: Array, point: Array, naive: Array
) -> Table:
    """One row for each judged series, window and period."""
    windows, series, horizon = tested.truth.shape
    known = ~np.isnan(tested.truth).ravel()
    window, row, step = (index.ravel()[known] for index in np.indices((windows, series, horizon)))
    position = tested.series[row]
    columns = _keys(panel, config, position)
    periods = panel.ends[position] - horizon * (window + 1) + step + 1
    columns[config.timestamp] = stamps(panel, panel.clock.moments(periods))
    columns["window"] = arrow.column(window + 1)
    columns["actual"] = arrow.column(tested.truth.ravel()[known])
    flat = quantiles.reshape(-1, len(config.quantiles))[known]
    columns |= {quantile: arrow.column(flat[:, index]) for index, quantile in enumerate(config.quantiles)}
    columns[MEAN] = arrow.column(point.ravel()[known])
    columns["baseline"] = arrow.column(naive.ravel()[known])
    return pa.table(columns)


def item_metrics(tested: Backtest, panel: Panel, config: SeriesConfig, quantiles: Array, point: Array) -> Table:
    """One row for each judged series: its keys and its metrics over all windows."""
    horizon = point.shape[-1]
    errors = Errors(
        tested.truth.reshape(-1, horizon),
        quantiles.reshape(-1, horizon, len(config.levels)),
        np.array(config.levels),
        point.reshape(-1, horizon),
        tested.scale.ravel(),
    )
    windows, series = tested.truth.shape[:2]
    scores = score_each(errors, np.tile(np.arange(series), windows), series)
    return pa.table(_keys(panel, config, tested.series) | {name: arrow.column(own) for name, own in scores.items()})


def _keys(panel: Panel, config: SeriesConfig, positions: Array) -> dict[str, Any]:
    return {
        column: arrow.texts([panel.names[index][place] for index in positions])
        for place, column in enumerate(config.keys)
    }
