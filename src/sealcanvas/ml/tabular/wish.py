"""What a caller wants of training, beside the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import Table

Mode = Literal["ensembling", "tuning"]


@dataclass(frozen=True)
class Wish:
    """How to train.

    Attributes:
        objective: a metric's name; None for the problem's default.
        budget_seconds: for the whole training.
        mode: "ensembling" combines the candidates; "tuning" searches the settings of one family of models after the
            other, and the best candidate alone is the model.
        algorithms: SageMaker's names; None for all of the mode's.
        max_candidates: how many to try at most; None for the mode's default.
        candidate_seconds: how long one candidate may take; None leaves it to the budget.
        validation_fraction: hold out this share instead of cross-validating.
        weight: a column of sample weights; it is no feature.
        features: the columns to learn from; None for all but target and weight.
        types: what columns hold, where it is not to be found out from their values.
    """

    objective: str | None = None
    budget_seconds: float = 600.0
    mode: Mode = "ensembling"
    algorithms: Sequence[str] | None = None
    max_candidates: int | None = None
    candidate_seconds: float | None = None
    validation_fraction: float | None = None
    weight: str | None = None
    features: Sequence[str] | None = None
    types: Mapping[str, ColumnType] = field(default_factory=dict)

    def check(self, problem: ProblemType) -> None:
        """Raises BadOption for what cannot be."""
        if problem is ProblemType.TIME_SERIES:
            raise BadOption("Time series are trained with an item and a timestamp column (sealcanvas.ml.series).")
        if not self.budget_seconds > 0:
            raise BadOption("The time budget must be more than 0 seconds.")
        if self.candidate_seconds is not None and not self.candidate_seconds > 0:
            raise BadOption("The time of a candidate must be more than 0 seconds.")
        if self.max_candidates is not None and self.max_candidates < 1:
            raise BadOption("The number of candidates must be at least 1.")
        if self.validation_fraction is not None and not 0 < self.validation_fraction < 1:
            raise BadOption("The validation fraction must lie between 0 and 1.")

    def columns(self, table: Table, target: str) -> list[str]:
        """The columns to learn from, in the table's order.

        Raises:
            BadOption: a wished column is not there, or is the target or the weight.
        """
        own = [name for name in table.column_names if name not in (target, self.weight)]
        wished = own if self.features is None else list(self.features)
        for name in (*wished, *self.types):
            if name == target:
                raise BadOption(f"The target column '{name}' cannot be a feature.")
            if name == self.weight:
                raise BadOption(f"The sample weight column '{name}' cannot be a feature.")
            if name not in own:
                raise BadOption(f"There is no column '{name}' to learn from (names are case-sensitive).")
        chosen = set(wished)
        return [name for name in own if name in chosen]
