"""From a table to a tabular model within a time budget."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Literal

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import BadTarget
from sealcanvas.ml.executor import Executor, Serial
from sealcanvas.ml.metrics import resolve_objective
from sealcanvas.ml.problem import ProblemType, check
from sealcanvas.ml.progress import ProgressCallback, Reporter
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.build import Build, Ground, Members
from sealcanvas.ml.tabular.candidate import Candidate, judged_rows
from sealcanvas.ml.tabular.declared import check_types
from sealcanvas.ml.tabular.ensemble import loss_name
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.honest import Rows, crossed
from sealcanvas.ml.tabular.layer import Layer
from sealcanvas.ml.tabular.members import choose
from sealcanvas.ml.tabular.model import TabularModel
from sealcanvas.ml.tabular.models.base import Data, Learner, learners
from sealcanvas.ml.tabular.refit import Refit
from sealcanvas.ml.tabular.scale import scales
from sealcanvas.ml.tabular.search import ranked
from sealcanvas.ml.tabular.settle import settle
from sealcanvas.ml.tabular.target import read_target
from sealcanvas.ml.tabular.trial import Bench
from sealcanvas.ml.tabular.tune import Plan, ensemble, portfolio, search
from sealcanvas.ml.tabular.unit import Folds
from sealcanvas.ml.tabular.validation import Split, splits
from sealcanvas.ml.tabular.weight import weighed
from sealcanvas.ml.tabular.wish import Wish

Array = Any  # numpy.ndarray

TUNED = ("lightgbm", "linear-learner", "mlp", "xgboost")
"""The families that are tuned, unless the caller names others."""

MOST_CANDIDATES = {"ensembling": 24, "tuning": 100}
"""How many candidates a mode tries at most, unless the caller says otherwise."""

# Kept for the ensemble, its scores and the column impact: of the budget at most, and seconds with a share.
_TAIL, _TAIL_SECONDS, _TAIL_SHARE = 0.12, 2.5, 0.02
# Of what is left then, for choosing the ensemble, and of the tail for the reports.
_CHOOSING, _REPORTING = 0.4, 0.4
# Of the budget at most, for fitting the members again.
_KEPT, _KEPT_TUNING = 0.2, 0.05
# Autopilot's HPO mode cross-validates up to so many rows ("Cross-validation in Autopilot").
_TUNED_IN_FOLDS = 50_000
_HELD_OUT = 0.2


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
    executor: Executor | None = None,
) -> TabularModel:
    """Train a tabular model within a time budget.

    `objective`: a metric's name, None for the problem's default. `algorithms`: SageMaker's names (None: all that we
    have). `validation_fraction`: hold out this share instead of cross-validating. `progress` is called at least
    every second; what it raises stops training and passes through. `executor`: who fits the candidates' folds (None:
    this process). Raises BadTarget, BadOption, LearnersFailed.
    """
    wish = Wish(
        objective=objective,
        budget_seconds=budget_seconds,
        algorithms=algorithms,
        max_candidates=max_candidates,
        validation_fraction=validation_fraction,
    )
    found = build(table, target, problem, wish, seed=seed, threads=threads, progress=progress, executor=executor)
    return found.model


def build(
    table: Table,
    target: str,
    problem: ProblemType,
    wish: Wish,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> Build:
    """As `train`, with every wish, and with the candidates beside the model.

    Raises BadTarget, BadOption, LearnersFailed.
    """
    wish.check(problem)
    objective = resolve_objective(problem, wish.objective)
    chosen = families(wish)
    clock = Reporter(wish.budget_seconds, objective, progress)
    clock.enter("AnalyzingData", "Checking the target and the columns.")
    known = read(table, target, problem, wish)
    clock.enter("FeatureEngineering", f"Turning {len(known.columns)} columns into features.")
    features = Features.fit(known.rows, known.columns, seed, clock.beat, wish.types)
    if not features.layout.width:
        raise BadTarget(f"No column besides '{target}' varies; there is nothing to learn from. Add columns.")
    # BalancedAccuracy has a weighting of its own, in training too ("Autopilot weighted metrics").
    weight = None if objective == "BalancedAccuracy" else known.weight
    data = Data(features.encode(known.rows, clock.beat), known.values, weight)
    classes = len(known.classes)
    folds = folds_for(known, features.layout.width, wish, seed)

    clock.enter("ModelTuning", "Trying candidates.")
    most = wish.max_candidates or MOST_CANDIDATES[wish.mode]
    loss = loss_name(objective, classes)
    until = monotonic() + clock.remaining - _tail(wish.budget_seconds)
    work, executor = Folds(data, folds, classes, loss, features.layout), executor or Serial(threads)
    probed = None
    if len(folds) > 1 and wish.mode == "ensembling" and most > 1:
        learner, settings = portfolio(chosen)[0]
        count, probed = settle(work, learner, settings, seed, until - monotonic(), executor, clock)
        if count < len(folds):
            work = replace(work, folds=folds[:count])
    judged = judged_rows(work.folds)
    ground = Ground(
        problem=problem,
        target=target,
        columns=known.columns,
        classes=known.classes,
        objective=objective,
        truth=known.values[judged],
        weight=None if weight is None else weight[judged],
        features=features,
        matrix=data.matrix,
        warnings=known.warnings,
        rows=len(known.values),
        folds=len(work.folds),
        seed=seed,
    )

    def judge(candidate: Candidate) -> Candidate:
        return replace(candidate, metrics=ground.judge(candidate.predicted), ended=clock.elapsed)

    refit = Refit(work, executor, clock, seed, threads)
    kept = _KEPT * wish.budget_seconds
    bench = Bench(work, judge, clock, executor, seed, threads, probed=probed)
    if wish.mode == "ensembling":
        bench.reserve = lambda done: min(kept, refit.reserve(done))
    else:
        until -= _KEPT_TUNING * wish.budget_seconds
    plan = Plan(seed, until, most, wish.candidate_seconds, scales(known.values, classes))
    tried = ensemble(bench, plan, chosen) if wish.mode == "ensembling" else search(bench, plan, chosen)
    ground = replace(ground, warnings=[*ground.warnings, *bench.failures.warnings])
    candidates = ranked(tried, objective)
    members = _members(candidates, ground, loss, wish, clock)
    board = ground.leaderboard(members, candidates)
    told, layer = None, None
    if wish.mode == "ensembling":
        asked = Rows(ground.truth, ground.weight, classes, objective, loss, seed)
        late = monotonic() + _CHOOSING * clock.remaining
        told = crossed(asked, candidates, members, clock.beat, late)
        if told.layered:
            said = [candidate.predicted for candidate, _ in members]
            layer = Layer.fit(said, ground.truth, ground.weight, seed, clock.beat, late)
        board.insert(0, ground.ensemble_row(told, clock.elapsed))
    clock.say("Combined the candidates.", board[0].metrics[objective])

    clock.say("Learning from all rows.", board[0].metrics[objective])
    late = monotonic() + clock.remaining - _REPORTING * _tail(wish.budget_seconds)
    answering = refit.models([candidate for candidate, _ in members], late)

    clock.enter("GeneratingExplainabilityReport", "Measuring each column's impact.")
    seconds = min(0.6 * clock.remaining, 20.0)
    clock.expect(seconds)
    model = ground.model(members, board, seconds, clock, answering, told, layer)
    clock.finish()
    ended_by: Literal["runtime", "candidates", ""] = "runtime"
    if bench.begun >= most:
        ended_by = "" if wish.max_candidates is None else "candidates"
    return Build(model, candidates, ended_by, ground, clock, told)


@dataclass(frozen=True)
class Known:
    """The rows that can be learnt from, their target's `values`, their `weight` if wished, and what to warn of."""

    rows: Table
    columns: list[str]
    values: Array
    classes: list[str]
    weight: Array | None
    warnings: list[str]


def read(table: Table, target: str, problem: ProblemType, wish: Wish) -> Known:
    """The rows with a target and, if weights are wished, a weight. Raises BadTarget, BadOption."""
    columns = wish.columns(table, target)
    weight, left_out = None, 0
    if wish.weight is not None:
        before = table.num_rows
        table, weight = weighed(table, wish.weight)
        left_out = before - table.num_rows
    warnings = check(table.select([*columns, target]), target, problem) + check_types(table, wish.types)
    if left_out:
        warnings.append(f"{left_out} rows without a positive sample weight in '{wish.weight}' are left out.")
    wanted = read_target(table, target, problem)
    if len(wanted.kept) < table.num_rows:
        table = table.take(arrow.column(wanted.kept))
        weight = None if weight is None else weight[wanted.kept]
    return Known(table, columns, wanted.values, wanted.classes, weight, warnings)


def families(wish: Wish) -> list[type[Learner]]:
    """The kinds of models to try. Raises BadOption."""
    names = wish.algorithms
    if names is None and wish.mode == "tuning":
        names = TUNED
    return learners(names)


def folds_for(known: Known, width: int, wish: Wish, seed: int) -> list[Split]:
    """How the rows are split; `width`: columns of the features' matrix."""
    fraction, budget = wish.validation_fraction, wish.budget_seconds
    if wish.mode == "tuning" and fraction is None:
        fraction, budget = (None, float("inf")) if len(known.values) <= _TUNED_IN_FOLDS else (_HELD_OUT, budget)
    return splits(known.values, len(known.classes), width, budget, seed, fraction)


def _tail(budget: float) -> float:
    return min(_TAIL * budget, _TAIL_SECONDS + _TAIL_SHARE * budget)


def _members(candidates: list[Candidate], ground: Ground, loss: str, wish: Wish, clock: Reporter) -> Members:
    """The candidates that make up the model, with their weights."""
    if wish.mode == "tuning":
        return [(candidates[0], 1.0)]
    deadline = monotonic() + _CHOOSING * clock.remaining
    return choose(loss, ground.truth, candidates, ground.weight, ground.seed, clock.beat, deadline)
