"""Problem types, the proposal of one for a target column, and the checks before training."""

from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.errors import BadTarget
from sealcanvas.ml.table import Table

# Training works from here on; below Canvas's own minimums `check` warns.
MINIMUM_ROWS = 50
_STANDARD_ROWS = 250
_QUICK_BINARY_ROWS = 500
# More distinct whole numbers than this are a quantity, not labels.
_MOST_NUMBER_LABELS = 10
# Classes are learnt from examples: more labels than this, or fewer rows a label, cannot be learnt.
MOST_CLASSES = 2_000
# The square of a larger number, and so its error, overflows.
_LARGEST_TARGET = 1e100


class ProblemType(StrEnum):
    """What is to be learnt, spelled as SageMaker spells it."""

    REGRESSION = "Regression"
    BINARY = "BinaryClassification"
    MULTICLASS = "MulticlassClassification"
    TIME_SERIES = "TimeSeriesForecasting"

    @property
    def classifies(self) -> bool:
        """Whether the target is a label."""
        return self in (ProblemType.BINARY, ProblemType.MULTICLASS)


def propose(table: Table, target: str) -> ProblemType:
    """Propose the problem type for a target column, as Canvas recommends a model type.

    Two distinct values: binary. Numbers: regression, unless they are a few whole numbers. Else multiclass.
    Never proposes TimeSeriesForecasting (that needs an item and a timestamp column from the user).
    Raises BadTarget when the column is absent or has fewer than two distinct values.
    """
    column = _present(table, target)
    unique = pc.count_distinct(column).as_py()
    if unique < 2:
        raise BadTarget(_constant(target))
    if unique == 2:
        return ProblemType.BINARY
    if column_type(column) is ColumnType.NUMERIC:
        values = numbers(column)
        values = values[~np.isnan(values)]
        whole = bool((values == np.floor(values)).all())
        if whole and unique <= _MOST_NUMBER_LABELS and len(values) >= 20 * unique:
            return ProblemType.MULTICLASS
        return ProblemType.REGRESSION
    return ProblemType.MULTICLASS


def check(table: Table, target: str, problem: ProblemType) -> list[str]:
    """Warnings: Canvas's row minimums (250 standard, 500 quick two-category), missing targets, rare labels.

    Raises BadTarget where training is impossible: absent column, all missing, one class, a class count that does
    not fit the problem, non-numeric values for regression, fewer than 50 rows with a target, no other column.
    """
    column = _present(table, target)
    if len(table.column_names) < 2:
        raise BadTarget(f"The data holds only the target column '{target}'. Add columns to learn from.")
    if problem is ProblemType.REGRESSION:
        values = numbers(column)
        known = int((~np.isnan(values)).sum())
        mismatched = len(column) - known
        if known < len(column) / 2:
            raise BadTarget(
                f"The target column '{target}' holds mostly values that are not numbers. "
                "Choose a classification model type or another target."
            )
        unique = len(np.unique(values[~np.isnan(values)]))
        if np.nanmax(np.abs(values)) > _LARGEST_TARGET:
            raise BadTarget(
                f"The target column '{target}' holds numbers beyond 1e100, whose errors cannot be measured."
            )
    else:
        known, mismatched = len(column), 0
        unique = pc.count_distinct(column).as_py()
    if known < MINIMUM_ROWS:
        raise BadTarget(
            f"Only {known} rows have a value in the target column '{target}'; at least {MINIMUM_ROWS} are needed."
        )
    if unique < 2:
        raise BadTarget(_constant(target))
    if problem is ProblemType.BINARY and unique != 2:
        raise BadTarget(
            f"The target column '{target}' has {unique} different values; a two-category model needs exactly 2. "
            "Choose a model type of three or more categories, or merge values."
        )
    warnings = _label_warnings(column, target, unique, known) if problem is ProblemType.MULTICLASS else []
    missing = table.num_rows - len(column) + mismatched
    if missing:
        warnings.append(f"{missing} rows without a usable value in the target column '{target}' are left out.")
    if known < (_QUICK_BINARY_ROWS if problem is ProblemType.BINARY else _STANDARD_ROWS):
        warnings.append(f"{known} rows are few: {rows_wanted(problem)}. Take the scores with caution.")
    return warnings


def rows_wanted(problem: ProblemType | None) -> str:
    """How many rows Canvas asks for; for two categories that depends on how they are built."""
    if problem is ProblemType.BINARY:
        quick = f"{_QUICK_BINARY_ROWS} for a quick build of two categories"
        return f"Canvas asks for {quick}, {_STANDARD_ROWS} for a standard one"
    return f"Canvas asks for {_STANDARD_ROWS}"


def _present(table: Table, target: str) -> Any:
    if target not in table.column_names:
        raise BadTarget(f"There is no column '{target}' to predict. Choose one of the data's columns (case-sensitive).")
    column = table[target].drop_null()
    if not len(column):
        raise BadTarget(f"The target column '{target}' holds no value at all. Choose another target.")
    return column


def _constant(target: str) -> str:
    return f"The target column '{target}' has the same value in every row; there is nothing to learn."


def _label_warnings(column: Any, target: str, unique: int, rows: int) -> list[str]:
    if unique > MOST_CLASSES or unique > rows / 2:
        raise BadTarget(
            f"The target column '{target}' has {unique:,} different values in {rows:,} rows: too many labels to learn. "
            "Choose a numeric model type, merge labels, or choose another target."
        )
    rare = int((arrow.whole_numbers(pc.value_counts(column).field("counts")) < 5).sum())
    return [f"{rare} labels of '{target}' occur fewer than 5 times; they can hardly be learnt."] if rare else []
