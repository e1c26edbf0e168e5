"""All checks of a table, in bounded time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml import arrow
from sealcanvas.ml.analysis.quality.columns import column_findings, name_findings
from sealcanvas.ml.analysis.quality.finding import Finding, bounded
from sealcanvas.ml.analysis.quality.over_time import drift_over_time, drift_to_validation
from sealcanvas.ml.analysis.quality.rows import row_findings
from sealcanvas.ml.analysis.quality.target import target_findings
from sealcanvas.ml.columns import column_type
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import Table

MOST_ROWS = 100_000
"""Rows that are compared with each other; of more, this many are drawn."""

_LEAST_ROWS = 2_000
# Values that a slow core examines in a second.
_VALUES_A_SECOND = 400_000


@dataclass(frozen=True)
class Quality:
    """`rows` of the table; how many were `examined` for faults of columns and rows (the target: all)."""

    rows: int
    examined: int
    findings: list[Finding]

    def to_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "rows": self.rows,
            "examined": self.examined,
            "findings": [finding.to_dict() for finding in self.findings],
        }


def examine(
    table: Table,
    target: str | None = None,
    problem: ProblemType | None = None,
    *,
    validation: Table | None = None,
    most_rows: int = MOST_ROWS,
    series: bool = False,
    seed: int = 0,
    beat: Callable[[], None] = lambda: None,
) -> Quality:
    """Look for everything that docs/analysis.md lists but leakage, which needs the features of a build.

    Args:
        target: None before one is chosen. problem: None before the type is.
        validation: a table that a model is judged on, to be compared.
        most_rows: of more rows, so many are drawn for all but the target.
        series: the rows are time series, in which ids and a time belong to the data.
    """
    findings = name_findings(table)
    if target is not None:
        findings += target_findings(table, target, problem)
    part = table
    if table.num_rows > most_rows:
        part = _drawn(table, most_rows, seed)
    types = {}
    for name in part.column_names:
        beat()
        types[name] = column_type(part[name].combine_chunks())
    findings += column_findings(part, target, types, series=series, beat=beat)
    findings += row_findings(part, target, beat)
    if not series:
        findings += drift_over_time(part, target, types)
    if validation is not None:
        other = validation if validation.num_rows <= most_rows else _drawn(validation, most_rows, seed)
        findings += drift_to_validation(part, other)
    return Quality(table.num_rows, part.num_rows, bounded(findings))


def rows_within(seconds: float, columns: int) -> int:
    """How many rows to draw so that about so much time is spent; the same number on any machine."""
    return int(min(MOST_ROWS, max(_LEAST_ROWS, seconds * _VALUES_A_SECOND / max(columns, 1))))


def _drawn(table: Table, rows: int, seed: int) -> Table:
    return table.take(arrow.column(np.sort(np.random.default_rng(seed).permutation(table.num_rows)[:rows])))
