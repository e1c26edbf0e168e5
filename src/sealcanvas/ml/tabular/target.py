"""The target column as numbers: values, or class indices with the labels in a fixed order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray

_POSITIVE = {"1", "true", "t", "yes", "y", "positive", "pos", "はい", "有", "有り", "あり"}


@dataclass(frozen=True)
class Target:
    """`values` [rows] of the rows in `kept` (those with a target); `classes` are labels as text, empty for numbers."""

    values: Array
    kept: Array
    classes: list[str]


def read_target(table: Table, target: str, problem: ProblemType) -> Target:
    """The target of a checked table."""
    column = table[target].combine_chunks()
    if problem is ProblemType.REGRESSION:
        values = numbers(column)
        kept = np.flatnonzero(~np.isnan(values))
        return Target(values[kept], kept, [])
    text = strings(column)
    counted = pc.value_counts(text.drop_null())
    counts = dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
    classes = _order(counts, problem)
    codes = pc.index_in(text, value_set=arrow.texts(classes), skip_nulls=True)
    kept = np.flatnonzero(arrow.present(codes))
    return Target(arrow.whole_numbers(codes)[kept], kept, classes)


def _order(counts: dict[str, int], problem: ProblemType) -> list[str]:
    """By number where all labels are numbers, else by text; a binary problem's positive class stands last.

    Positive is the label that says so ("yes", "1", …); if neither or both do, the rarer one.
    """
    labels = sorted(counts)
    if problem is ProblemType.BINARY:
        saying = [label for label in labels if label.strip().lower() in _POSITIVE]
        positive = saying[0] if len(saying) == 1 else min(reversed(labels), key=lambda label: counts[label])
        return [label for label in labels if label != positive] + [positive]
    try:
        return sorted(labels, key=float)
    except ValueError:
        return labels
