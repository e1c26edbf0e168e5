"""Problem types, the proposal of one for a target column, and the checks before training."""

from enum import StrEnum
from typing import Any

Table = Any  # pyarrow.Table; pyarrow ships no type information


class ProblemType(StrEnum):
    """What is to be learnt, spelled as SageMaker spells it."""

    REGRESSION = "Regression"
    BINARY = "BinaryClassification"
    MULTICLASS = "MulticlassClassification"
    TIME_SERIES = "TimeSeriesForecasting"


def propose(table: Table, target: str) -> ProblemType:
    """Propose the problem type for a target column, as Canvas recommends a model type.

    Two distinct values: binary. Numbers: regression, unless they are a few whole numbers. Else multiclass.
    Never proposes TimeSeriesForecasting (that needs an item and a timestamp column from the user).
    Raises BadTarget when the column is absent or has fewer than two distinct values.
    """
    raise NotImplementedError


def check(table: Table, target: str, problem: ProblemType) -> list[str]:
    """Warnings (Canvas's row minimums 250 standard, 500 quick two-category; missing targets; rare labels …).

    Raises BadTarget where training is impossible: absent column, all missing, one class, a class count that does
    not fit the problem, non-numeric values for regression, fewer than 50 rows with a target.
    """
    raise NotImplementedError
