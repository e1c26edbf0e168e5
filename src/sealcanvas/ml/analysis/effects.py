"""How each value of a column moves the prediction."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml import arrow
from sealcanvas.ml.analysis.bins import binned
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.contributions import combined, exactly
from sealcanvas.ml.tabular.model import TabularModel

Array = Any  # numpy.ndarray

MOST_COLUMNS = 50
_MOST_ROWS = 1_000
_LEAST_ROWS = 50
_STEP = 25
_OUTPUTS = 5


def effects(
    model: TabularModel, table: Table, outputs: list[int], seconds: float, beat: Callable[[], None]
) -> dict[str, Any]:
    """The mean contribution by bin of each of the columns that matter most.

    One fold's model of each member is asked, and only those with exact contributions where there are any.

    Args:
        table: training rows, of which up to 1,000 are drawn.
        outputs: which class indices are explained; [0] for numbers.
    """
    until = monotonic() + seconds
    drawn = np.random.default_rng(model.seed).permutation(table.num_rows)[:_MOST_ROWS]
    rows = table.take(arrow.column(drawn))
    models = [(member.models[0], member.weight) for member in model.members]
    probe = model.features.encode(rows.slice(0, 1))
    classes = max(1, len(model.classes))
    exact = [pair for pair in models if exactly(pair[0], probe, outputs, classes) is not None]
    asked = exact or models
    whole = sum(weight for _, weight in asked)
    asked = [(one, weight / whole) for one, weight in asked]
    parts, base, done = [], np.zeros(len(outputs)), 0
    for start in range(0, rows.num_rows, _STEP):
        beat()
        if start >= _LEAST_ROWS and monotonic() > until:
            break
        matrix = model.features.encode(rows.slice(start, _STEP))
        found, base = combined(asked, model, matrix, outputs)
        parts.append(found)
        done += len(matrix)
    told = np.concatenate(parts)
    columns = []
    for name in list(model.column_impact)[:MOST_COLUMNS]:
        beat()
        if not model.column_impact[name]:
            break
        columns.append(_by_bin(name, rows[name].slice(0, done), told[:, model.columns.index(name)]))
    return {
        "outputs": [model.classes[index] for index in outputs] if model.classes else [model.target],
        "base": base.tolist(),
        "rows": done,
        "columns": columns,
    }


def explained_outputs(model: TabularModel, frequent: Array) -> list[int]:
    """The positive class, the most frequent ones, or the number itself."""
    if not model.classes:
        return [0]
    return [1] if len(model.classes) == 2 else [int(index) for index in frequent[:_OUTPUTS]]


def _by_bin(name: str, column: Any, contributions: Array) -> dict[str, Any]:
    found = binned(column.combine_chunks())
    rows = np.bincount(found.places, minlength=len(found.bins))
    bins = []
    for place, what in enumerate(found.bins):
        if rows[place]:
            mean = contributions[found.places == place].mean(axis=0)
            bins.append({**what, "rows": int(rows[place]), "effect": mean.tolist()})
    return {"column": name, "kind": str(found.kind), "bins": bins}
