"""Series without history: they are lent that of the series nearest to them."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.feature_lines import Span, as_lines, fill_feature, place
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.regular import Newcomers
from sealcanvas.ml.series.data.transformations import CATEGORICAL

Array = Any  # numpy.ndarray

_MOST_NEIGHBOURS = 50
_LEAST_PERIODS = 50


def adopt(new: Newcomers, statics: Array, pool: Panel, config: SeriesConfig, season: int) -> tuple[Panel, Array]:
    """The newcomers as series with their neighbours' mean history, and how far those neighbours' levels differ.

    Args:
        statics: metadata of the newcomers, [newcomers, columns].
        pool: series with history; the nearest by item, groups and metadata are the neighbours.
    """
    names = np.array(pool.names, dtype=object)
    ranges = _ranges(pool.statics)
    span_periods = max(_LEAST_PERIODS, 4 * season, 4 * config.horizon)
    values, ends, spreads, past = [], [], [], []
    for number, name in enumerate(new.names):
        near = _nearest(names, name, pool.statics, statics[number], ranges, config)
        line, end, spread = _mean_history(pool, near, span_periods, season)
        values.append(line)
        ends.append(end)
        spreads.append(spread)
        past.append(_mean_features(pool, near, end, len(line), config))
    lengths = np.array([len(line) for line in values], dtype=np.int64)
    last = np.array(ends, dtype=np.int64)
    lines = _features(new, past, Span(last - lengths + 1, lengths, config.horizon), pool, config)
    return Panel(list(new.names), values, last, pool.layout, lines, statics), np.array(spreads)


def _nearest(
    names: Array, name: tuple[str, ...], statics: Array, own: Array, ranges: Array, config: SeriesConfig
) -> Array:
    """Positions of the nearest series: each key and each category that differs counts 1, a number by its range."""
    distance = (names != np.array(name, dtype=object)).sum(axis=1).astype(np.float64)
    for column, kind in enumerate(config.metadata.values()):
        theirs, mine = statics[:, column], own[column]
        apart = (theirs != mine) * 1.0 if kind == CATEGORICAL else np.abs(theirs - mine) / ranges[column]
        distance += np.where(np.isnan(theirs) | np.isnan(mine), 0.5, apart)
    near = np.flatnonzero(distance <= distance.min() + 1e-9)
    return near[:: -(-len(near) // _MOST_NEIGHBOURS)]


def _ranges(statics: Array) -> Array:
    if not statics.size:
        return np.ones(statics.shape[1])
    known = np.where(np.isnan(statics), np.nanmean(np.append(statics, 0.0)), statics)
    return np.maximum(known.max(axis=0) - known.min(axis=0), 1e-12)


def _mean_history(pool: Panel, near: Array, most: int, season: int) -> tuple[Array, int, float]:
    end = int(pool.ends[near].max())
    matrix = np.full((len(near), most), np.nan)
    for row, place_ in enumerate(near):
        late = most - (end - int(pool.ends[place_]))
        line = pool.values[place_][-max(late, 0) :] if late > 0 else pool.values[place_][:0]
        matrix[row, late - len(line) : late] = line
    known = ~np.isnan(matrix)
    count = known.sum(axis=0)
    mean = np.divide(np.where(known, matrix, 0).sum(axis=0), count, out=np.full(most, np.nan), where=count > 0)
    mean = mean[int(np.flatnonzero(count)[0]) :]
    there = np.flatnonzero(~np.isnan(mean))
    levels = [float(pool.values[place_][-max(season, 4) :].mean()) for place_ in near]
    return np.interp(np.arange(len(mean)), there, mean[there]), end, float(np.std(levels))


def _mean_features(pool: Panel, near: Array, end: int, length: int, config: SeriesConfig) -> Array:
    """[length, features] of the neighbours' past: means, and of categories the first neighbour's."""
    found = np.full((length, len(config.features)), np.nan)
    if not config.features:
        return found
    stack = np.full((len(near), length, len(config.features)), np.nan)
    for row, place_ in enumerate(near):
        late = length - (end - int(pool.ends[place_]))
        lines = pool.lines[place_][: len(pool.values[place_])][-max(late, 0) :] if late > 0 else stack[0, :0]
        stack[row, late - len(lines) : late] = lines
    for column, kind in enumerate(config.features.values()):
        part = stack[:, :, column]
        known = ~np.isnan(part)
        if kind == CATEGORICAL:
            found[:, column] = part[known.argmax(axis=0), np.arange(length)]
        else:
            count = known.sum(axis=0)
            total = np.where(known, part, 0).sum(axis=0)
            found[:, column] = np.divide(total, count, out=np.full(length, np.nan), where=count > 0)
    return found


def _features(new: Newcomers, past: list[Array], span: Span, pool: Panel, config: SeriesConfig) -> list[Array]:
    numbers = np.arange(len(new.names))
    offsets = span.offsets
    columns = []
    for place_, column in enumerate(config.features):
        flat = place(new.points.get(column, []), span, numbers)
        for number, lines in enumerate(past):
            own = flat[offsets[number] : offsets[number] + len(lines)]
            own[np.isnan(own)] = lines[np.isnan(own), place_]
        fill_feature(flat, span, column, config, pool.layout)
        columns.append(flat)
    return as_lines(columns, span)
