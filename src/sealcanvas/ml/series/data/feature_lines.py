"""The features of a panel: values placed by period, gaps filled, beside what is known ahead."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.filling import fill
from sealcanvas.ml.series.data.panel import Layout
from sealcanvas.ml.series.data.points import Points
from sealcanvas.ml.series.data.transformations import CATEGORICAL, LAST

Array = Any  # numpy.ndarray

# A feature counts as known ahead if this share of the series has a value of it ahead.
_ENOUGH = 0.5


@dataclass(frozen=True)
class Span:
    """Series one after the other: first period and number of past periods of each, then `horizon` periods more."""

    begins: Array
    lengths: Array
    horizon: int

    @property
    def offsets(self) -> Array:
        """Where each series begins in a flat array, and the end."""
        return np.concatenate([[0], np.cumsum(self.lengths + self.horizon)])


def place(sources: list[Points], span: Span, numbers: Array) -> Array:
    """A flat array of the points of all series, NaN where there is none; later sources win.

    `numbers`: the row of the span that each series number has, -1 for none.
    """
    offsets = span.offsets
    flat = np.full(int(offsets[-1]), np.nan)
    for points in sources:
        there = numbers[points.series] >= 0
        rows, values = numbers[points.series[there]], points.values[there]
        steps = points.periods[there] - span.begins[rows]
        fits = (steps >= 0) & (steps < span.lengths[rows] + span.horizon)
        flat[offsets[rows[fits]] + steps[fits]] = values[fits]
    return flat


def is_known_ahead(flat: Array, span: Span, rule: str | None) -> bool:
    """Whether forecasts may rely on a feature's values ahead: given for enough series, or the same at all times.

    A futurefill `rule` fills what is not given; where nothing at all is given it makes nothing known.
    """
    offsets = span.offsets
    ahead = ~np.isnan(flat) & (_inside(span) >= np.repeat(span.lengths, span.lengths + span.horizon))
    share = np.logical_or.reduceat(ahead, offsets[:-1]).mean()
    if share >= _ENOUGH or (rule is not None and share > 0):
        return True
    low = np.fmin.reduceat(flat, offsets[:-1])
    high = np.fmax.reduceat(flat, offsets[:-1])
    return bool((np.isnan(low) | (low == high)).all() and not np.isnan(low).all())


def fill_feature(flat: Array, span: Span, column: str, config: SeriesConfig, layout: Layout) -> bool:
    """Fill a feature's gaps in place; whether values ahead were carried on for want of a rule."""
    offsets = span.offsets
    missing = np.isnan(flat)
    inside = _inside(span)
    ahead = inside >= np.repeat(span.lengths, span.lengths + span.horizon)
    # The last given past value of each series parts gaps in the middle from those at its end.
    last = np.maximum.reduceat(np.where(missing | ahead, -1, inside), offsets[:-1])
    back = ~ahead & (inside > np.repeat(last, span.lengths + span.horizon))
    first = np.minimum.reduceat(np.where(missing, len(flat), inside), offsets[:-1])
    begun = inside > np.repeat(first, span.lengths + span.horizon)
    parts = {"middlefill": ~ahead & ~back & begun, "backfill": back & begun, "futurefill": ahead}
    for side, part in parts.items():
        fill(flat, np.flatnonzero(missing & part), _rule(config, layout, column, side), offsets)
    unruled = config.fill_rule("futurefill", column) is None
    return unruled and column in layout.known and bool((missing & ahead).any())


def as_lines(columns: list[Array], span: Span) -> list[Array]:
    """[periods + horizon, features] of each series."""
    if not columns:
        return []
    return np.split(np.column_stack(columns), span.offsets[1:-1])


def _rule(config: SeriesConfig, layout: Layout, column: str, side: str) -> str:
    rule = config.fill_rule(side, column)
    if rule is None:
        return LAST
    if config.features[column] == CATEGORICAL and rule != "nan":
        labels = layout.labels(column)
        return str(labels.index(rule)) if rule in labels else "nan"
    return rule


def _inside(span: Span) -> Array:
    """Of each place of a flat array, how many periods after its series' beginning it is."""
    sizes = span.lengths + span.horizon
    return np.arange(int(sizes.sum())) - np.repeat(span.offsets[:-1], sizes)
