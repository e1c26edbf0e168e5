"""Regression and classification on tables."""

from collections.abc import Sequence
from typing import Any

from sealcanvas.ml.bundle import Bundle
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import ProgressCallback
from sealcanvas.ml.score import LeaderboardRow, Score

Table = Any  # pyarrow.Table; pyarrow ships no type information


class TabularModel:
    """An ensemble with its feature pipeline and its report card."""

    problem: ProblemType
    target: str
    columns: list[str]  # the training table's columns without the target, in order
    classes: list[str]  # labels as text; the positive class of a binary problem is the last; empty for regression
    objective: Score
    metrics: dict[str, Score]
    column_impact: dict[str, float]  # per cent, largest first, adding up to 100
    leaderboard: list[LeaderboardRow]
    warnings: list[str]

    def predict(self, table: Table) -> Table:
        """One row out for each row in, in order.

        Columns: `<target>` (number, or the label as text); for classification also `probability` of the predicted
        class and `probability_<class>` for each class. Extra columns are ignored and the order of columns does not
        matter. Raises SchemaMismatch naming each missing column.
        """
        raise NotImplementedError

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        raise NotImplementedError

    @classmethod
    def from_bundle(cls, bundle: Bundle) -> "TabularModel":
        """From `to_bundle`. Raises BadBundle."""
        raise NotImplementedError


def train(
    table: Table,
    target: str,
    problem: ProblemType,
    *,
    objective: str | None,
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
    raise NotImplementedError
