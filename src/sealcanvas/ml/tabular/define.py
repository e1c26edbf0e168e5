"""The candidates that training would try, without training them."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.ml.metrics import resolve_objective
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.train import MOST_CANDIDATES, families, folds_for, read
from sealcanvas.ml.tabular.tune import portfolio
from sealcanvas.ml.tabular.wish import Wish


@dataclass(frozen=True)
class Definitions:
    """What a build would do.

    Attributes:
        encoders: how each column becomes numbers; a column that tells nothing is not among them.
        candidates: name, algorithm and settings, in the order of trying; further ones are bred from these.
        folds: 1 for a holdout.
    """

    objective: str
    encoders: dict[str, str]
    candidates: list[dict[str, Any]]
    folds: int
    rows: int
    warnings: list[str]


def define(table: Table, target: str, problem: ProblemType, wish: Wish, seed: int = 0) -> Definitions:
    """Check the data as training does, and tell what it would try. Raises BadTarget, BadOption."""
    wish.check(problem)
    objective = resolve_objective(problem, wish.objective)
    known = read(table, target, problem, wish)
    features = Features.fit(known.rows, known.columns, seed, lambda: None, wish.types)
    described = features.state()[0]["encoders"]
    folds = folds_for(known, features.layout.width, wish, seed)
    most = wish.max_candidates or MOST_CANDIDATES[wish.mode]
    learners = families(wish)
    if wish.mode == "tuning":
        planned = [(learner, settings) for learner in learners for _, settings in learner.portfolio()][:most]
    else:
        planned = portfolio(learners)[:most]
    return Definitions(
        objective=objective,
        encoders={item["column"]: item["encoder"] for item in described},
        candidates=[
            {"name": f"{learner.algorithm}-{number}", "algorithm": learner.algorithm, "settings": settings}
            for number, (learner, settings) in enumerate(planned, 1)
        ],
        folds=len(folds),
        rows=known.rows.num_rows,
        warnings=known.warnings,
    )
