"""How far a table has moved from the one that a model was trained on.

The measure is the population stability index of each column: the sum over bins of (now - then) x ln(now / then), each
being the share of rows in the bin, and missing values a bin of their own. By custom, below 0.1 nothing has moved, and
above 0.25 much has (Siddiqi, Credit Risk Scorecards, 2006). Numbers are compared over the deciles that they had then,
categories over those that were frequent then and all others together. Text and timestamps move by nature: of them only
the missing values count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray

MOVED = 0.25
"""Above this index a column has moved much."""

_BINS = 10
_CATEGORIES = 20
_LEAST = 1e-4  # a share of nought would make the index infinite
# A column of few or odd values may be taken for one or the other: a model takes either as text.
_WORDS = (ColumnType.CATEGORICAL, ColumnType.TEXT, ColumnType.BOOLEAN)


@dataclass(frozen=True)
class Drift:
    """What has moved.

    Attributes:
        schema: what a model cannot live with, a sentence by column: it is gone or of another type.
        stability: the population stability index by column, largest first.
    """

    schema: dict[str, str]
    stability: dict[str, float]


def drift(then: Table, now: Table, ignored: Collection[str] = ()) -> Drift:
    """Compare two tables column by column.

    Args:
        then: the table that a model was trained on.
        ignored: columns that are not looked at, such as the target.
    """
    schema: dict[str, str] = {}
    stability: dict[str, float] = {}
    for name in then.column_names:
        if name in ignored:
            continue
        if name not in now.column_names:
            schema[name] = f"The column '{name}' is gone."
            continue
        old, new = column_type(then[name]), column_type(now[name])
        same = old is new or (old in _WORDS and new in _WORDS) or now[name].null_count == len(now[name])
        if not same:
            schema[name] = f"The column '{name}' was {old} and is {new} now."
            continue
        kind = ColumnType.TEXT if ColumnType.TEXT in (old, new) else old
        stability[name] = round(_index(_counts(then[name], then[name], kind), _counts(then[name], now[name], kind)), 4)
    return Drift(schema, dict(sorted(stability.items(), key=lambda item: -item[1])))


def _counts(shape: Any, column: Any, kind: ColumnType) -> Array:
    """How many rows of `column` lie in each bin that `shape` gives, [bins + 1]; the last bin is of missing values."""
    if kind is ColumnType.NUMERIC:
        return _numeric(numbers(shape), numbers(column))
    if kind in (ColumnType.TEXT, ColumnType.DATETIME):
        return np.array([len(column) - column.null_count, column.null_count])
    return _categorical(strings(shape).drop_null(), strings(column))


def _numeric(shape: Array, values: Array) -> Array:
    known = shape[~np.isnan(shape)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(known) else np.zeros(0)
    missing = np.isnan(values)
    places = np.searchsorted(edges, values[~missing], side="left")
    return np.append(np.bincount(places, minlength=len(edges) + 1), missing.sum())


def _categorical(shape: Any, texts: Any) -> Array:
    frequent = pc.value_counts(shape)
    order = np.argsort(-arrow.whole_numbers(frequent.field("counts")), kind="stable")[:_CATEGORIES]
    known = texts.drop_null()
    places = arrow.whole_numbers(pc.index_in(known, value_set=frequent.field("values").take(order)))
    counts = np.bincount(places[places >= 0], minlength=len(order))
    return np.concatenate([counts, [(places < 0).sum(), len(texts) - len(known)]])


def _index(then: Array, now: Array) -> float:
    before = np.maximum(then / max(then.sum(), 1), _LEAST)
    after = np.maximum(now / max(now.sum(), 1), _LEAST)
    return float(((after - before) * np.log(after / before)).sum())
