"""From a table to a forecast model within a time budget."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.executor import Executor, Serial
from sealcanvas.ml.metrics import direction, metric_names, resolve_objective
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import ProgressCallback, Reporter
from sealcanvas.ml.score import Score
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.contain import left_out, nothing_left
from sealcanvas.ml.series.data.frequency import Frequency
from sealcanvas.ml.series.data.item_metadata import with_metadata
from sealcanvas.ml.series.data.newcomers import adopt
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.regular import check_length, regularize
from sealcanvas.ml.series.ensemble import settle
from sealcanvas.ml.series.fitting import Fitting
from sealcanvas.ml.series.judging import backtest as rolling
from sealcanvas.ml.series.judging.calibration import Calibration, floors_of
from sealcanvas.ml.series.judging.report import Judge, backtest_table, coverage, item_metrics, leaderboard
from sealcanvas.ml.series.member import column_impact, forecast_each
from sealcanvas.ml.series.model import SeriesModel, by_name
from sealcanvas.ml.series.models.base import Task, forecasters
from sealcanvas.ml.series.models.seasonal_naive import SeasonalNaive
from sealcanvas.ml.series.predicting.view import lent_warning
from sealcanvas.ml.series.unit import Forecasts
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray

# Share of the budget kept for scores and column impact.
_TAIL = 0.1
# Of more series than make so many values in a back-test window, some are judged for all.
_JUDGED_VALUES = 300_000
_LEAST_JUDGED = 100


def train(
    table: Table,
    config: SeriesConfig,
    *,
    related: Table | None = None,
    metadata: Table | None = None,
    budget_seconds: float,
    seed: int = 0,
    threads: int = 1,
    quick: bool = True,
    objective: str | None = None,
    algorithms: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> SeriesModel:
    """Train forecasters on a panel within a time budget.

    `related`: further rows of features. `metadata`: a row an item, of `config.metadata`'s columns.
    `quick`: the cheap forecasters on as few back-test windows as intervals need. `algorithms`: names of forecasters
    (None: those of the build). `progress` is called at least every second; what it raises stops training and passes
    through. `executor`: who runs the forecasters (None: this process). Raises BadSeries, BadOption, SchemaMismatch.
    """
    if not budget_seconds > 0:
        raise BadOption("The time budget must be more than 0 seconds.")
    name = resolve_objective(ProblemType.TIME_SERIES, objective)
    chosen = forecasters(algorithms, quick)
    if config.features:
        # What sees features is worth the most where there are some, so that a short budget must not run out before.
        chosen.sort(key=lambda kind: not kind.related or kind.alone)
    clock = Reporter(budget_seconds, name, progress)
    clock.enter("AnalyzingData", "Putting the series in order.")
    regular = regularize(table, config, related=related, beat=clock.beat)
    warnings = regular.warnings
    panel, told = with_metadata(regular.panel, metadata, config)
    check_length(panel, config)
    if algorithms is None:
        chosen = [kind for kind in chosen if kind.suits(panel)]
    season = _season(panel, config)
    until = monotonic() + clock.remaining - _TAIL * budget_seconds
    task = Task(config, season, seed, threads, until, clock.beat)

    clock.enter("ModelTuning", "Back-testing the forecasters.")
    work, here = Forecasts(panel, config, season, seed), Serial(threads)
    hands = executor or here
    trial = replace(work, panel=_sample(panel, season, config, warnings))
    tested = rolling.run(trial, [c for c in chosen if c is not SeasonalNaive], quick, task, clock, hands, len(panel))
    base = rolling.run(trial, [SeasonalNaive], quick, task.unbounded(), clock, here, len(panel))
    if not base.trials:
        raise nothing_left(tested.failed | base.failed)
    if SeasonalNaive in chosen or not tested.trials:
        tested = replace(tested, trials=[*base.trials, *tested.trials])
    floors = floors_of([trial.panel.values[position] for position in tested.series])
    judged = Judge(tested, config, floors)
    naive, _ = judged.score(base.trials[0].point)
    settled = settle(tested, base, judged, Fitting(work, task, hands), clock, name)
    tested, ours = settled.tested, settled.scores
    warnings += [f"The forecaster {skipped} did not fit the time budget." for skipped in tested.skipped]
    warnings += left_out(tested.failed)
    scores = {n: Score(n, ours[n], naive[n], direction(n)) for n in metric_names(ProblemType.TIME_SERIES)}
    clock.enter("GeneratingExplainabilityReport", "Measuring each column's impact.")
    impact, silent = column_impact(settled.members, panel, replace(task, deadline=monotonic() + clock.remaining))
    warnings += silent
    spreads, points = np.zeros(len(panel)), settled.points
    if regular.newcomers.names:
        lent, wider = adopt(regular.newcomers, told.of(regular.newcomers.names), panel, config, season)
        added, strayed = forecast_each(settled.members, lent, task.unbounded())
        panel, spreads = panel.joined(lent), np.concatenate([spreads, wider])
        points = np.concatenate([points, added], axis=1)
        warnings += [lent_warning(regular.newcomers), *strayed]
    unseen = [c for c in config.features if not any(c in member.forecaster.seen_columns for member in settled.members)]
    if unseen:
        warnings.append(f"No forecaster of this model makes use of {', '.join(unseen)}.")
    calibration = Calibration.fit(rolling.residuals(tested, settled.mixed), config.levels)
    known = trial.panel.take(tested.series)
    means = np.array([[member.weight] for member in settled.members])
    model = SeriesModel(
        config=config,
        items=sorted({names[0] for names in panel.names}),
        objective=scores[name],
        metrics=scores,
        leaderboard=leaderboard(tested, settled.weights.mean(axis=1), judged, ours, name, clock.elapsed),
        backtest=backtest_table(tested, trial.panel, config, settled.quantiles, settled.mixed, base.trials[0].point),
        item_metrics=item_metrics(tested, trial.panel, config, settled.quantiles, settled.mixed),
        coverage=coverage(tested.truth, settled.quantiles),
        column_impact=impact,
        warnings=warnings,
        season=season,
        seed=seed,
        panel=panel,
        spreads=spreads,
        metadata=told,
        points=points,
        widths=by_name(calibration.widths, known, panel, 1.0),
        shares=by_name(settled.shares, known, panel, means),
        calibration=calibration,
        members=settled.members,
        threads=threads,
    )
    clock.finish()
    return model


def _sample(panel: Panel, season: int, config: SeriesConfig, warnings: list[str]) -> Panel:
    """The panel, or of very many series evenly spread ones, of those long enough to be judged."""
    most = max(_LEAST_JUDGED, _JUDGED_VALUES // config.horizon)
    if len(panel) <= most:
        return panel
    long = np.flatnonzero([len(values) >= 2 * season + config.horizon for values in panel.values])
    pool = long if len(long) >= _LEAST_JUDGED else np.arange(len(panel))
    chosen = pool[:: -(-len(pool) // most)]
    warnings.append(f"Of {len(panel):,} series, {len(chosen):,} evenly spread ones are back-tested.")
    return panel.take(chosen)


def _season(panel: Panel, config: SeriesConfig) -> int:
    """The frequency's season if the typical series shows it twice before the back-test, else none."""
    season = Frequency.parse(config.frequency).season
    typical = float(np.median([len(values) for values in panel.values]))
    return season if typical >= 2 * season + config.horizon else 1
