"""From a table to a tabular model within a time budget."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import BadOption, BadTarget
from sealcanvas.ml.metrics import direction, metric_names, resolve_objective
from sealcanvas.ml.problem import ProblemType, check
from sealcanvas.ml.progress import ProgressCallback, Reporter
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.candidate import Candidate, judged_rows, naive
from sealcanvas.ml.tabular.decision import best_threshold, score
from sealcanvas.ml.tabular.ensemble import loss_name, select
from sealcanvas.ml.tabular.explain import column_impact
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.model import Member, TabularModel
from sealcanvas.ml.tabular.models.base import Data, learners
from sealcanvas.ml.tabular.target import read_target
from sealcanvas.ml.tabular.tune import Plan, tune
from sealcanvas.ml.tabular.validation import splits

Array = Any  # numpy.ndarray

# Share of the budget kept for the ensemble, its scores and the column impact.
_TAIL = 0.1


def train(
    table: Table,
    target: str,
    problem: ProblemType,
    *,
    objective: str | None = None,
    budget_seconds: float,
    seed: int = 0,
    threads: int = 1,
    algorithms: Sequence[str] | None = None,
    max_candidates: int | None = None,
    validation_fraction: float | None = None,
    progress: ProgressCallback | None = None,
) -> TabularModel:
    """Train a tabular model within a time budget.

    `objective`: a metric's name, None for the problem's default. `algorithms`: SageMaker's names (None: all that we
    have). `validation_fraction`: hold out this share instead of cross-validating. `progress` is called at least
    every second; what it raises stops training and passes through. Raises BadTarget, BadOption.
    """
    if problem is ProblemType.TIME_SERIES:
        raise BadOption("Time series are trained with an item and a timestamp column (sealcanvas.ml.series).")
    _check_options(budget_seconds, max_candidates, validation_fraction)
    objective = resolve_objective(problem, objective)
    chosen = learners(algorithms)
    clock = Reporter(budget_seconds, objective, progress)
    clock.enter("AnalyzingData", "Checking the target and the columns.")
    warnings = check(table, target, problem)
    wanted = read_target(table, target, problem)
    rows = table.take(arrow.column(wanted.kept)) if len(wanted.kept) < table.num_rows else table
    columns = [name for name in table.column_names if name != target]
    clock.enter("FeatureEngineering", f"Turning {len(columns)} columns into features.")
    features = Features.fit(rows, columns, seed, clock.beat)
    if not features.layout.width:
        raise BadTarget(f"No column besides '{target}' varies; there is nothing to learn from. Add columns.")
    data = Data(features.encode(rows, clock.beat), wanted.values)
    classes = len(wanted.classes)
    folds = splits(wanted.values, classes, features.layout.width, budget_seconds, seed, validation_fraction)
    truth = wanted.values[judged_rows(folds)]
    loss = loss_name(objective, classes)

    clock.enter("ModelTuning", "Trying candidates.")
    seconds = clock.remaining - _TAIL * budget_seconds
    plan = Plan(classes, loss, features.layout, seed, threads, seconds, max_candidates)

    def judge(candidate: Candidate) -> Candidate:
        return replace(candidate, metrics=score(objective, truth, candidate.predicted))

    candidates = tune(data, folds, plan, chosen, judge, clock)
    weights = select(loss, truth, [candidate.predicted for candidate in candidates], seed, clock.beat)
    predicted = sum(weight * c.predicted for c, weight in zip(candidates, weights, strict=True) if weight)
    predicted = np.asarray(predicted)
    threshold = best_threshold(objective, truth, predicted) if classes else 0.5
    ours = score(objective, truth, predicted, threshold)
    base = score(objective, truth, naive(truth, classes), 0.5 if classes else None)
    scores = {name: Score(name, ours[name], base[name], direction(name)) for name in metric_names(problem)}
    clock.say("Combined the candidates.", ours[objective])

    clock.enter("GeneratingExplainabilityReport", "Measuring each column's impact.")
    members = [(c, float(weight)) for c, weight in zip(candidates, weights, strict=True) if weight]
    seconds = min(0.6 * clock.remaining, 20.0)
    impact = column_impact(members, data.matrix, columns, features.layout, seconds, clock, seed)
    model = TabularModel(
        problem=problem,
        target=target,
        columns=columns,
        classes=wanted.classes,
        objective=scores[objective],
        metrics=scores,
        column_impact=impact,
        leaderboard=_leaderboard(candidates, weights, ours, objective, clock.elapsed),
        warnings=warnings,
        threshold=threshold,
        rows=len(truth) if len(folds) > 1 else len(wanted.values),
        folds=len(folds),
        seed=seed,
        features=features,
        members=[Member(c.name, weight, c.models) for c, weight in members],
    )
    clock.finish()
    return model


def _check_options(budget: float, candidates: int | None, fraction: float | None) -> None:
    if not budget > 0:
        raise BadOption("The time budget must be more than 0 seconds.")
    if candidates is not None and candidates < 1:
        raise BadOption("The number of candidates must be at least 1.")
    if fraction is not None and not 0 < fraction < 1:
        raise BadOption("The validation fraction must lie between 0 and 1.")


def _leaderboard(
    candidates: list[Candidate], weights: Array, ours: dict[str, float], objective: str, seconds: float
) -> list[LeaderboardRow]:
    """The ensemble, then the candidates from best to worst by the objective."""
    rows = [
        LeaderboardRow(c.name, c.learner.algorithm, c.metrics, round(c.seconds, 3), float(weight), c.settings)
        for c, weight in zip(candidates, weights, strict=True)
    ]
    sign = -1 if direction(objective) == "Maximize" else 1
    rows.sort(key=lambda row: (row.metrics[objective] != row.metrics[objective], sign * row.metrics[objective]))
    return [LeaderboardRow("ensemble", "ensemble", ours, round(seconds, 3), 1.0), *rows]
