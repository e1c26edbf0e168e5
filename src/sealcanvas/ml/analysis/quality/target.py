"""Faults of the target column: Canvas's validations of what a model is to predict."""

from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.analysis.quality.finding import Finding, Severity
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.problem import MINIMUM_ROWS, MOST_CLASSES, ProblemType, rows_wanted
from sealcanvas.ml.table import Table, strings

_STANDARD_ROWS, _QUICK_BINARY_ROWS = 250, 500
_RARE_ROWS = 5
_RARE_SHARE = 0.05
_CLASSIFY = "Choose a model type of two or more categories, or another target."


def target_findings(table: Table, target: str, problem: ProblemType | None) -> list[Finding]:
    """What keeps the target from being learnt, or makes it hard; without a problem type, of any type."""
    column = table[target].combine_chunks()
    known = column.drop_null()
    if not len(known):
        message = f"The target column '{target}' holds no value at all."
        return [Finding("MissingTarget", "error", target, len(column), 1.0, message, "Choose another target.")]
    numeric = problem is ProblemType.REGRESSION or problem is ProblemType.TIME_SERIES
    found = _numeric(known, target, len(column)) if numeric else _labels(known, target, problem)
    usable = int((~np.isnan(numbers(known))).sum()) if numeric else len(known)
    missing = len(column) - usable
    if missing:
        message = f"{missing:,} rows have no usable value in the target column '{target}' and are left out."
        action = "Fill them in, or remove the rows."
        found.append(Finding("MissingTarget", "warning", target, missing, missing / len(column), message, action))
    return found + (_few(usable, target, problem) if problem is not ProblemType.TIME_SERIES else [])


def _numeric(known: Any, target: str, rows: int) -> list[Finding]:
    values = numbers(known)
    odd = int(np.isnan(values).sum())
    if odd == len(known):
        message = f"The target column '{target}' holds no numbers."
        return [Finding("WrongModelType", "error", target, odd, 1.0, message, _CLASSIFY)]
    found = []
    if odd:
        half = odd >= len(known) / 2
        message = f"{odd:,} values of the target column '{target}' are no numbers."
        action = _CLASSIFY if half else "Correct them, or remove the rows; as they are, the rows are left out."
        found.append(
            Finding("TooManyNonNumeric", "error" if half else "warning", target, odd, odd / rows, message, action)
        )
    if len(np.unique(values[~np.isnan(values)])) < 2:
        found.append(_constant(target, rows))
    return found


def _labels(known: Any, target: str, problem: ProblemType | None) -> list[Finding]:
    counts = np.sort(arrow.whole_numbers(pc.value_counts(strings(known)).field("counts")))
    labels, rows = len(counts), len(known)
    if labels < 2:
        return [_constant(target, rows)]
    found = []
    if problem is ProblemType.BINARY and labels != 2:
        message = f"The target column '{target}' has {labels:,} different values; a two-category model needs 2."
        action = "Choose a model type of three or more categories, or merge values."
        found.append(Finding("WrongModelType", "error", target, labels, 1.0, message, action))
    if problem is not ProblemType.MULTICLASS:
        # A number that varies freely is proposed as one; only labels can be too many.
        if problem is None and column_type(known) is ColumnType.NUMERIC:
            return found
    elif labels > 2 and column_type(known) is ColumnType.NUMERIC and labels > rows / 10:
        message = f"The target column '{target}' holds numbers that hardly repeat."
        found.append(
            Finding("WrongModelType", "warning", target, labels, 1.0, message, "Choose the numeric model type.")
        )
    merge = "Merge labels, choose a numeric model type, or choose another target."
    if labels > MOST_CLASSES:
        message = f"The target column '{target}' has {labels:,} different values: more than {MOST_CLASSES:,}."
        found.append(Finding("TooManyLabels", "error", target, labels, 1.0, message, merge))
    elif labels > rows / 2:
        message = f"The target column '{target}' has {labels:,} labels in {rows:,} rows: fewer than two rows a label."
        found.append(Finding("TooManyLabelsForRows", "error", target, labels, labels / rows, message, merge))
    rare = int((counts < _RARE_ROWS).sum())
    if rare and labels > 2:
        message = f"{rare:,} labels of '{target}' have fewer than {_RARE_ROWS} rows; they can hardly be learnt."
        found.append(Finding("RareLabels", "warning", target, rare, rare / labels, message, "Merge them, or add rows."))
    share = float(counts[0] / rows)
    if labels == 2 and share < _RARE_SHARE:
        message = f"One of the two values of '{target}' is in {share:.1%} of the rows."
        action = "Judge the model by F1, AUC or the precision-recall curve rather than by accuracy."
        found.append(Finding("ClassImbalance", "warning", target, int(counts[0]), share, message, action))
    return found


def _constant(target: str, rows: int) -> Finding:
    message = f"The target column '{target}' has the same value in every row."
    return Finding("ConstantTarget", "error", target, rows, 1.0, message, "Choose another target.")


def _few(usable: int, target: str, problem: ProblemType | None) -> list[Finding]:
    least = _QUICK_BINARY_ROWS if problem is ProblemType.BINARY else _STANDARD_ROWS
    if usable >= least:
        return []
    message = f"{usable:,} rows have a value in the target column '{target}'; {rows_wanted(problem)}."
    action = f"Add rows: at least {MINIMUM_ROWS} are needed, and scores of few rows are uncertain."
    severity: Severity = "warning" if usable >= MINIMUM_ROWS else "error"
    return [Finding("FewRows", severity, target, usable, 1.0, message, action)]
