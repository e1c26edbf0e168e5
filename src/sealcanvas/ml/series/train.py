"""From a table to a forecast model within a time budget."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.metrics import Errors, direction, metric_names, resolve_objective, score_series
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import ProgressCallback, Reporter
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.series import backtest as rolling
from sealcanvas.ml.series.backtest import Backtest
from sealcanvas.ml.series.calibration import Calibration, cross_calibrated, floors_of
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.frequency import Frequency
from sealcanvas.ml.series.model import Member, SeriesModel, stamps
from sealcanvas.ml.series.models.base import Task, forecasters
from sealcanvas.ml.series.models.seasonal_naive import SeasonalNaive
from sealcanvas.ml.series.panel import Panel
from sealcanvas.ml.series.regular import check_length, regularize
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray

# Share of the budget kept for scores and column impact.
_TAIL = 0.1


def train(
    table: Table,
    config: SeriesConfig,
    *,
    budget_seconds: float,
    seed: int = 0,
    threads: int = 1,
    quick: bool = True,
    objective: str | None = None,
    algorithms: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
) -> SeriesModel:
    """Train forecasters on a panel within a time budget.

    `quick`: the cheap forecasters on as few back-test windows as intervals need. `algorithms`: names of forecasters
    (None: those of the build). `progress` is called at least every second; what it raises stops training and passes
    through. Raises BadSeries, BadOption, SchemaMismatch.
    """
    if not budget_seconds > 0:
        raise BadOption("The time budget must be more than 0 seconds.")
    name = resolve_objective(ProblemType.TIME_SERIES, objective)
    chosen = forecasters(algorithms, quick)
    clock = Reporter(budget_seconds, name, progress)
    clock.enter("AnalyzingData", "Putting the series in order.")
    panel, warnings = regularize(table, config)
    check_length(panel, config)
    season = _season(panel, config)
    until = monotonic() + clock.remaining - _TAIL * budget_seconds
    task = Task(config, season, seed, threads, until, clock.beat)

    clock.enter("ModelTuning", "Back-testing the forecasters.")
    tested = rolling.run(panel, [c for c in chosen if c is not SeasonalNaive], quick, task, clock)
    base = rolling.run(panel, [SeasonalNaive], quick, replace(task, deadline=float("inf")), clock)
    if SeasonalNaive in chosen or not tested.trials:
        tested = replace(tested, trials=[*base.trials, *tested.trials])
    warnings += [f"The forecaster {skipped} did not fit the time budget." for skipped in tested.skipped]
    weights = rolling.weights(tested)
    points = [trial.point for trial in tested.trials]
    mixed = np.asarray(sum(weight * point for weight, point in zip(weights, points, strict=True)))
    floors = floors_of([panel.values[position] for position in tested.series])
    judged = _Judge(tested, config, floors)
    ours, quantiles = judged.score(mixed)
    naive, _ = judged.score(base.trials[0].point)
    scores = {n: Score(n, ours[n], naive[n], direction(n)) for n in metric_names(ProblemType.TIME_SERIES)}
    clock.say("Combined the forecasters.", ours[name])

    clock.enter("TrainingModels", "Fitting to all the data.")
    members, expected = _fit_members(tested, weights, panel, task)
    clock.enter("GeneratingExplainabilityReport", "Measuring each column's impact.")
    model = SeriesModel(
        config=config,
        items=sorted({names[0] for names in panel.names}),
        objective=scores[name],
        metrics=scores,
        leaderboard=_leaderboard(tested, weights, judged, ours, name, clock.elapsed),
        backtest=_table(tested, panel, config, quantiles, base.trials[0].point),
        coverage=_coverage(tested.truth, quantiles),
        column_impact=_impact(members, panel, task),
        warnings=warnings,
        season=season,
        seed=seed,
        panel=panel,
        point=expected,
        calibration=Calibration.fit(rolling.residuals(tested, mixed), config.levels),
        members=members,
        threads=threads,
    )
    clock.finish()
    return model


def _fit_members(tested: Backtest, weights: Array, panel: Panel, task: Task) -> tuple[list[Member], Array]:
    """The trials with a weight, fitted to the whole panel, and their mean forecast [series, horizon].

    Each met its deadline on nearly as much data, so none is left out now; boosting stops early where the time that the
    others need (as in one back-test window) would not be left.
    """
    pairs = [(trial, float(weight)) for trial, weight in zip(tested.trials, weights, strict=True) if weight > 0]
    needs = [trial.seconds / len(tested.truth) for trial, _ in pairs]
    members, expected = [], np.zeros((len(panel), task.config.horizon))
    for place, (trial, weight) in enumerate(pairs):
        spare = task.left - sum(needs[place + 1 :])
        fitted = trial.forecaster.fit(panel, replace(task, deadline=monotonic() + max(needs[place], spare)))
        expected += weight * fitted.forecast(panel, replace(task, deadline=float("inf")))
        members.append(Member(fitted, weight))
    return members, expected


def _season(panel: Panel, config: SeriesConfig) -> int:
    """The frequency's season if the typical series shows it twice before the back-test, else none."""
    season = Frequency.parse(config.frequency).season
    typical = float(np.median([len(values) for values in panel.values]))
    return season if typical >= 2 * season + config.horizon else 1


class _Judge:
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


def _coverage(truth: Array, quantiles: Array) -> float:
    known = ~np.isnan(truth)
    inside = (truth >= quantiles[..., 0]) & (truth <= quantiles[..., -1])
    return float(inside[known].mean())


def _impact(members: list[Member], panel: Panel, task: Task) -> dict[str, float]:
    """Per cent by column, largest first, of the members that see columns, by their weights; empty without any."""
    total: dict[str, float] = {}
    for member in members:
        found = member.forecaster.impact(panel, task)
        size = sum((found or {}).values())
        for column, value in (found or {}).items():
            total[column] = total.get(column, 0.0) + (member.weight * value / size if size else 0.0)
    size = sum(total.values())
    shares = {column: round(100 * value / size, 4) for column, value in total.items()} if size else {}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _leaderboard(
    tested: Backtest, weights: Array, judged: _Judge, ours: dict[str, float], name: str, seconds: float
) -> list[LeaderboardRow]:
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


def _table(tested: Backtest, panel: Panel, config: SeriesConfig, quantiles: Array, naive: Array) -> Table:
    """One row for each judged series, window and period."""
    windows, series, horizon = tested.truth.shape
    known = ~np.isnan(tested.truth).ravel()
    window, row, step = (index.ravel()[known] for index in np.indices((windows, series, horizon)))
    position = tested.series[row]
    columns: dict[str, Any] = {
        column: arrow.texts([panel.names[index][place] for index in position])
        for place, column in enumerate(config.keys)
    }
    periods = panel.ends[position] - horizon * (window + 1) + step + 1
    columns[config.timestamp] = stamps(panel, panel.clock.moments(periods))
    columns["window"] = arrow.column(window + 1)
    columns["actual"] = arrow.column(tested.truth.ravel()[known])
    flat = quantiles.reshape(-1, len(config.quantiles))[known]
    columns |= {quantile: arrow.column(flat[:, index]) for index, quantile in enumerate(config.quantiles)}
    columns["baseline"] = arrow.column(naive.ravel()[known])
    return pa.table(columns)
