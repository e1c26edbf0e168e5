"""How far each column goes with a target, on at most some ten thousand rows.

Numbers, dates and booleans (as 0 and 1) with a target of numbers or of two labels: Pearson's r, from -1 to 1; of two
labels the one that sorts last is 1. In every other case the correlation ratio eta, from 0 to 1: the share of deviation
that categories explain, square-rooted (of two columns of categories: Cramér's V).
"""

from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.profile.hashing import whole
from sealcanvas.ml.table_types import strings

Array = Any  # numpy.ndarray

_MOST_LABELS = 100
_LEAST_ROWS = 3


def correlations(table: Any, target: str) -> dict[str, float]:
    """By column; columns without a figure (prose, constants, too few rows) are left out."""
    goal = table[target]
    kinds = {name: column_type(table[name]) for name in table.column_names}
    labels = _labels(goal) if kinds[target] in (ColumnType.CATEGORICAL, ColumnType.BOOLEAN) else None
    if kinds[target] is ColumnType.TEXT:
        return {}
    values = _values(goal, kinds[target]) if labels is None else None
    if labels is not None and labels.max(initial=-1) == 1:
        values = np.where(labels < 0, np.nan, labels)
    found = {}
    for name, kind in kinds.items():
        if name == target or kind is ColumnType.TEXT:
            continue
        if kind is ColumnType.CATEGORICAL:
            codes = _labels(table[name])
            told = _ratio(codes, values) if values is not None else _cramer(codes, labels)
        else:
            own = _values(table[name], kind)
            told = _pearson(own, values) if values is not None else _ratio(labels, own)
        if told is not None and np.isfinite(told):
            found[name] = round(float(told), 4)
    return found


def _values(column: Any, kind: ColumnType) -> Array:
    if kind is ColumnType.DATETIME:
        from sealcanvas.ml import timestamps

        moments = timestamps.parse(column)
        return np.where(np.isnat(moments), np.nan, moments.astype(np.int64) / 1e6)
    return numbers(column) if kind is ColumnType.NUMERIC else arrow.floats(column)


def _labels(column: Any) -> Array:
    """Codes by the order of the labels, -1 where missing or beyond the hundred most frequent."""
    text = whole(strings(column))
    counted = pc.value_counts(text.drop_null())
    order = np.argsort(-arrow.whole_numbers(counted.field("counts")), kind="stable")[:_MOST_LABELS]
    kept = sorted(counted.field("values").take(arrow.column(order)).to_pylist())
    return arrow.whole_numbers(pc.index_in(text, value_set=arrow.texts(kept), skip_nulls=True))


def _pearson(x: Array, y: Array) -> float | None:
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if len(x) < _LEAST_ROWS or x.min() == x.max() or y.min() == y.max():
        return None
    x, y = (values / max(np.abs(values).max(), 1e-300) for values in (x, y))
    return float(np.corrcoef(x, y)[0, 1])


def _ratio(labels: Array, values: Array) -> float | None:
    both = (labels >= 0) & ~np.isnan(values)
    labels, values = labels[both].astype(np.int64), values[both]
    if len(values) < _LEAST_ROWS or values.min() == values.max():
        return None
    values = values / max(np.abs(values).max(), 1e-300)
    counts = np.bincount(labels)
    means = np.bincount(labels, values) / np.maximum(counts, 1)
    between = (counts * (means - values.mean()) ** 2).sum()
    return float(np.sqrt(between / ((values - values.mean()) ** 2).sum()))


def _cramer(a: Array, b: Array) -> float | None:
    both = (a >= 0) & (b >= 0)
    a, b = a[both].astype(np.int64), b[both].astype(np.int64)
    if len(a) < _LEAST_ROWS:
        return None
    table = np.bincount(a * (b.max() + 1) + b, minlength=(a.max() + 1) * (b.max() + 1)).reshape(a.max() + 1, -1)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0].astype(float)
    if min(table.shape) < 2:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    squares = ((table - expected) ** 2 / expected).sum()
    return float(np.sqrt(squares / table.sum() / (min(table.shape) - 1)))
