"""A single column that predicts nearly all: it is known only once the target is, more often than not."""

from collections.abc import Mapping

from sealcanvas.ml.analysis.quality import Finding

LEAKS = 0.95
"""Predictive power from which a column is taken for a leak."""


def leakage(power: Mapping[str, float], target: str, rows: int) -> list[Finding]:
    """Findings of columns with such a power (`power.py`)."""
    return [
        Finding(
            "TargetLeakage",
            "warning",
            column,
            rows,
            value,
            f"The column '{column}' predicts '{target}' by itself nearly without error.",
            "If it is not known yet when a prediction is made, leave it out and build again.",
        )
        for column, value in power.items()
        if value >= LEAKS
    ]
