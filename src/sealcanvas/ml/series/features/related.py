"""What a global model sees of features: those known ahead at their time, the others as last known."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.series.features.aligned import aligned

Array = Any  # numpy.ndarray


class Related:
    """Features side by side like a Frame's values: column `periods` is the first to be forecast.

    `ages`: of each series, how many periods before a column the forecast is made; a past-only feature is never seen
    later than that. `owners` and `categorical` describe the columns of `at`.
    """

    def __init__(self, panel: Panel, config: SeriesConfig, season: int, periods: int) -> None:
        self._season = season
        self._rows = np.arange(len(panel))
        self._known: list[tuple[Array, Array, Array]] = []
        self._known_codes: list[Array] = []
        self._past: list[Array] = []
        self._past_codes: list[Array] = []
        numeric: list[str] = []
        codes: list[str] = []
        past: list[str] = []
        past_codes: list[str] = []
        for place, (column, kind) in enumerate(config.features.items()):
            matrix = _aligned(panel, place, periods, config.horizon)
            ahead = column in panel.layout.known
            if not ahead:
                matrix[:, periods:] = np.nan
            if kind == CATEGORICAL:
                (self._known_codes if ahead else self._past_codes).append(matrix)
                (codes if ahead else past_codes).append(column)
            elif ahead:
                self._known.append((matrix, *_level(panel, place)))
                numeric.append(column)
            else:
                self._past.append(matrix)
                past.append(column)
        seasonal = season > 1
        blocks = [(numeric, 3 + seasonal, False), (codes, 1 + seasonal, True), (past, 3, False), (past_codes, 1, True)]
        self.owners: list[str] = []
        self.categorical: list[bool] = []
        for names, width, is_code in blocks:
            for name in names:
                self.owners += [name] * width
                self.categorical += [is_code] * width
        self.has_past = bool(past or past_codes)

    def at(self, column: int, ages: Array, rows: Any) -> list[Array]:
        """[rows] each; `ages` [rows], of the series that `rows` picks."""
        found: list[Array] = []
        for matrix, mean, spread in self._known:
            now = matrix[rows, column]
            found += [now, (now - mean[rows]) / spread[rows], now - _column(matrix, column - 1, rows)]
            if self._season > 1:
                found.append(now - _column(matrix, column - self._season, rows))
        for matrix in self._known_codes:
            found.append(matrix[rows, column])
            if self._season > 1:
                found.append(_column(matrix, column - self._season, rows))
        series, origin = self._rows[rows], column - ages
        for matrix in self._past:
            places = origin[:, None] - np.arange(max(self._season, 4))
            recent = np.where(places >= 0, matrix[series[:, None], np.maximum(places, 0)], np.nan)
            count = (~np.isnan(recent)).sum(axis=1)
            mean = np.divide(np.nansum(recent, axis=1), count, out=np.full(len(count), np.nan), where=count > 0)
            same = _pick(matrix, series, column - self._whole_seasons(ages))
            found += [recent[:, 0], recent[:, 0] - mean, same]
        found += [_pick(matrix, series, origin) for matrix in self._past_codes]
        return found

    def _whole_seasons(self, ages: Array) -> Array:
        """So many periods back lies the latest value known of the same season."""
        return -(-ages // self._season) * self._season


def _aligned(panel: Panel, place: int, periods: int, horizon: int) -> Array:
    """[series, periods + horizon] of one feature, aligned at the series' ends."""
    return aligned(
        np.concatenate([lines[:, place] for lines in panel.lines]), panel.lengths + horizon, periods + horizon
    )


def _level(panel: Panel, place: int) -> tuple[Array, Array]:
    """Mean and spread of a feature over each series' past."""
    lengths = panel.lengths
    starts = np.cumsum(lengths) - lengths
    flat = np.concatenate(
        [lines[: len(values), place] for lines, values in zip(panel.lines, panel.values, strict=True)]
    )
    known = ~np.isnan(flat)
    counts = np.maximum(np.add.reduceat(known * 1.0, starts), 1.0)
    means = np.add.reduceat(np.where(known, flat, 0.0), starts) / counts
    apart = np.where(known, flat - np.repeat(means, lengths), 0.0)
    spreads = np.sqrt(np.add.reduceat(apart**2, starts) / counts)
    return means, np.where(spreads > 1e-9 * np.abs(means), spreads, 1.0)


def _column(matrix: Array, column: int, rows: Any) -> Array:
    return matrix[rows, column] if column >= 0 else np.full(len(matrix[rows, :1]), np.nan)


def _pick(matrix: Array, series: Array, places: Array) -> Array:
    return np.where(places >= 0, matrix[series, np.maximum(places, 0)], np.nan)
