"""Whether the data is another in its newest part, or where the model is judged."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.analysis.quality.finding import Finding
from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.drift import MOVED, drift
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray

_NEWEST = 0.2
# Of fewer rows the index is above its line by chance.
_LEAST_ROWS, _LEAST_VALIDATION = 1_000, 300


def drift_over_time(table: Table, target: str | None, types: Mapping[str, ColumnType]) -> list[Finding]:
    """Columns whose newest fifth differs from the rest, by the first column of dates that orders the rows."""
    for name, kind in types.items():
        if name == target or kind is not ColumnType.DATETIME:
            continue
        moments = timestamps.parse(table[name].combine_chunks())
        rows = np.flatnonzero(~np.isnat(moments))
        cut = _cut(moments[rows]) if len(rows) >= _LEAST_ROWS else None
        if cut is None:
            continue
        newest = moments[rows] > cut
        then, now = (table.take(arrow.column(rows[part])) for part in (~newest, newest))
        return [
            Finding(
                "DriftOverTime",
                "warning",
                moved,
                int(newest.sum()),
                float(newest.mean()),
                f"'{moved}' of the newest rows, by '{name}', differs from the rest (stability index {index:.2f}).",
                "Scores of mixed rows flatter: hold out the newest rows as a validation channel, and build anew often.",
            )
            for moved, index in drift(then, now, [name]).stability.items()
            if index > MOVED
        ]
    return []


def drift_to_validation(training: Table, validation: Table) -> list[Finding]:
    """Columns that differ between the two channels."""
    if min(training.num_rows, validation.num_rows) < _LEAST_VALIDATION:
        return []
    return [
        Finding(
            "DriftToValidation",
            "warning",
            moved,
            validation.num_rows,
            1.0,
            f"'{moved}' of the validation channel differs from the training channel (stability index {index:.2f}).",
            "Expect other scores than in training; train on rows like those that are to be predicted.",
        )
        for moved, index in drift(training, validation).stability.items()
        if index > MOVED
    ]


def _cut(moments: Array) -> Any:
    """The moment after which the newest fifth lies; None where there are hardly different ones."""
    cut = np.sort(moments)[int(len(moments) * (1 - _NEWEST)) - 1]
    newer = (moments > cut).mean()
    return cut if 0.05 <= newer <= 0.5 else None
