"""A column's values as a few bins that people can read: ranges, categories, missing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.table import strings

Array = Any  # numpy.ndarray

MOST_BINS = 30
_RANGES = 20


@dataclass(frozen=True)
class Binned:
    """`kind` as the profile names types; `places` [rows]: the bin of each row; `bins`: what each bin holds."""

    kind: ColumnType
    places: Array
    bins: list[dict[str, Any]]


def binned(column: Any, kind: ColumnType | None = None) -> Binned:
    """At most 30 bins of a pyarrow array: ranges of as many rows each, or the most frequent categories."""
    kind = kind or column_type(column)
    if kind is ColumnType.NUMERIC:
        return _ranges(kind, numbers(column))
    if kind is ColumnType.DATETIME:
        moments = timestamps.parse(column)
        seconds = np.where(np.isnat(moments), np.nan, moments.astype(np.int64) / 1e6)
        return _ranges(kind, seconds)
    if kind is ColumnType.TEXT:
        missing = ~arrow.present(column)
        return _finish(kind, missing.astype(np.int64), [{"missing": False}])
    return _categories(kind, strings(column))


def _ranges(kind: ColumnType, values: Array) -> Binned:
    missing = np.isnan(values)
    known = values[~missing]
    if not len(known):
        return _finish(kind, np.zeros(len(values), dtype=np.int64), [])
    distinct = np.unique(known[:10_000])
    if len(distinct) <= _RANGES:
        distinct = np.unique(known)
    inner = np.linspace(0, 1, _RANGES + 1)[1:-1]
    if len(distinct) <= _RANGES:
        edges = distinct[:-1]
    else:
        edges = np.unique(np.quantile(known, inner, method="lower"))
        edges = edges[edges < known.max()]
    places: Array = np.searchsorted(edges, values, side="left")
    ends = []
    for place in range(len(edges) + 1):
        inside = known[np.searchsorted(edges, known, side="left") == place]
        ends.append({"from": _told(kind, inside.min()), "to": _told(kind, inside.max())})
    places[missing] = len(ends)
    return _finish(kind, places, ends)


def _told(kind: ColumnType, value: float) -> float | str:
    if kind is ColumnType.DATETIME:
        return str(np.datetime64(int(value), "s"))
    return float(value)


def _categories(kind: ColumnType, texts: Any) -> Binned:
    counted = pc.value_counts(texts.drop_null())
    order = np.argsort(-arrow.whole_numbers(counted.field("counts")), kind="stable")
    labels = counted.field("values").take(arrow.column(order))
    # One bin is for missing values, and one for all labels that have none of their own.
    own = len(labels) if len(labels) < MOST_BINS else MOST_BINS - 2
    places = arrow.floats(pc.index_in(texts, value_set=labels.slice(0, own), skip_nulls=True))
    there = arrow.present(texts)
    bins: list[dict[str, Any]] = [{"value": label} for label in labels.slice(0, own).to_pylist()]
    if own < len(labels):
        places[np.isnan(places) & there] = own
        bins.append({"value": None})
    places[~there] = len(bins)
    return _finish(kind, places.astype(np.int64), bins)


def _finish(kind: ColumnType, places: Array, bins: list[dict[str, Any]]) -> Binned:
    """With a bin for missing values where there are some."""
    return Binned(kind, places, [*bins, {"missing": True}] if (places == len(bins)).any() else bins)
