"""Intervals from back-test residuals, in the manner of split conformal prediction (Vovk et al. 2005)."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.judging.recency import recency

Array = Any  # numpy.ndarray

_FOLDS = 5
# How many windows of its own a series needs until its intervals are as much its own as everybody's.
_COMMON = 2.0
# The share that intervals are widened by: of the middle 80 %, whatever levels are asked for.
_BAND, _WITHIN = [0.1, 0.9], 0.8
_WIDEST = 2.0


@dataclass(frozen=True)
class Calibration:
    """Residuals are taken to be half as skewed as they were, growing with the horizon by a power: `growth` [horizon].

    `offsets` [quantiles], in units of a series' scale times its width times the growth. `widths` [series]: how large
    each series' residuals are beside those of all, drawn to 1 the more, the fewer windows it has.
    """

    growth: Array
    offsets: Array
    widths: Array

    @classmethod
    def fit(cls, residuals: Array, levels: list[float]) -> Self:
        """`residuals` [windows, series, horizon], divided by each series' scale; NaN where there is none.

        The windows come one after the other and share what happened in them, so that pooled residuals are no
        exchangeable sample, and their quantiles cover too little (measured: 65 to 75 % for 80). Therefore late windows
        weigh more (Barber et al. 2023), each window is measured by the level and the widths of the others (cross-
        conformal: Vovk 2015), and what results is widened by what it would have lacked on each window when fitted to
        those before it, as Gibbs and Candès (2021) correct coverage by what it was in the past; never narrowed.
        """
        plain = cls._plain(residuals, levels)
        return cls(plain.growth, plain.offsets * _lacking(residuals), plain.widths)

    @classmethod
    def _plain(cls, residuals: Array, levels: list[float]) -> Self:
        windows, _, horizon = residuals.shape
        sizes = np.abs(residuals)
        with np.errstate(all="ignore"):
            means = np.array(
                [np.nanmean(s) if (s := sizes[..., step])[~np.isnan(s)].size else np.nan for step in range(horizon)]
            )
        growth = _power(means)
        grown = residuals / growth
        level = _level(np.abs(grown))
        # As each forecast will be: level and widths known from the windows other than the one forecast.
        others = [_level(np.abs(np.delete(grown, w, axis=0))) if windows > 1 else level for w in range(windows)]
        relative = grown / (widths_without(grown) * np.array(others)[:, None])[:, :, None]
        shares = _shares(relative)
        known = ~np.isnan(relative)
        offsets = np.array([_offset(relative[known], shares[known], each) for each in levels])
        return cls(growth, offsets * level, _widths(np.abs(grown)))

    def apply(self, point: Array, scale: Array, floors: Array) -> Array:
        """Quantile forecasts [series, horizon, quantiles], in order, not below `floors` [series].

        `scale`: of each series, its width included.
        """
        spread = scale[:, None, None] * self.growth[None, :, None] * self.offsets[None, None, :]
        return np.sort(np.maximum(point[:, :, None] + spread, floors[:, None, None]), axis=2)


def widths_without(residuals: Array) -> Array:
    """The widths of the series in each window from their other windows, [windows, series]; 1 of a single window."""
    windows, series, _ = residuals.shape
    if windows == 1:
        return np.ones((1, series))
    return np.array([_widths(np.abs(np.delete(residuals, window, axis=0))) for window in range(windows)])


def _means(sizes: Array) -> tuple[Array, Array]:
    """Of absolute residuals [windows, series, horizon] the means, and how much each counts, [windows, series]."""
    known = ~np.isnan(sizes)
    counts = known.sum(axis=2)
    means = np.where(known, sizes, 0.0).sum(axis=2) / np.maximum(counts, 1)
    return means, np.where(counts > 0, recency(len(sizes))[:, None], 0.0)


def _level(sizes: Array) -> float:
    """The mean absolute residual of all, of late above all; at least tiny."""
    means, counts = _means(sizes)
    return max(float((means * counts).sum() / max(counts.sum(), 1e-9)), 1e-12)


def _widths(sizes: Array) -> Array:
    """From absolute residuals [windows, series, horizon]."""
    means, counts = _means(sizes)
    if not counts.any():
        return np.ones(sizes.shape[1])
    common = _level(sizes)
    return (_COMMON * common + (means * counts).sum(axis=0)) / (_COMMON + counts.sum(axis=0)) / common


def _shares(values: Array) -> Array:
    """How much each residual counts: all of a window as much as its recency, however many series it has."""
    counts = np.maximum((~np.isnan(values)).sum(axis=(1, 2)), 1)
    return np.broadcast_to((recency(len(values)) / counts)[:, None, None], values.shape)


def _lacking(residuals: Array) -> float:
    """By how much the middle 80 % of each window would have had to be wider when fitted to the windows before it."""
    missed = np.full(residuals.shape, np.nan)
    for window in range(len(residuals) - 1):
        before = Calibration._plain(residuals[window + 1 :], _BAND)
        sides = np.where(residuals[window] >= 0, before.offsets[1], -before.offsets[0])
        missed[window] = np.abs(residuals[window]) / np.maximum(sides * before.widths[:, None] * before.growth, 1e-12)
    known = ~np.isnan(missed)
    if not known.any():
        return 1.0
    return float(np.clip(_quantile(missed[known], _shares(missed)[known], _WITHIN), 1.0, _WIDEST))


def cross_calibrated(residuals: Array, point: Array, scale: Array, floors: Array, levels: list[float]) -> Array:
    """Quantiles of the back-test itself [windows, series, horizon, quantiles], fair to judge coverage by.

    Each window is calibrated on those before it, as the future will be, the oldest on those after it; a single one a
    fifth of the series on the others.
    """
    windows, series, horizon = residuals.shape
    found = np.empty((windows, series, horizon, len(levels)))
    for window in range(windows if windows > 1 else 0):
        others = residuals[window + 1 :] if window < windows - 1 else residuals[:-1]
        fitted = Calibration.fit(others, levels)
        found[window] = fitted.apply(point[window], scale[window] * fitted.widths, floors)
    folds = min(series, _FOLDS) if windows == 1 else 0
    for fold in range(folds):
        own = np.arange(series) % folds == fold
        fitted = Calibration.fit(residuals[:, ~own] if folds > 1 else residuals, levels)
        found[0, own] = fitted.apply(point[0, own], scale[0, own], floors[own])
    return found


def floors_of(values: list[Array]) -> Array:
    """0 for series that were never negative, else minus infinity."""
    starts = np.cumsum([0, *(len(line) for line in values)])[:-1]
    return np.where(np.minimum.reduceat(np.concatenate(values), starts) >= 0, 0.0, -np.inf)


def _power(means: Array) -> Array:
    """a · h^b with 0 ≤ b ≤ 1 through the mean absolute residuals of each step."""
    steps = np.arange(1, len(means) + 1)
    good = ~np.isnan(means) & (means > 0)
    if not good.any():
        return np.full(len(means), 1e-9)
    logs, heights = np.log(steps[good]), np.log(means[good])
    slope = 0.0
    if good.sum() > 2:
        centred = logs - logs.mean()
        slope = float(np.clip((centred * heights).sum() / (centred**2).sum(), 0.0, 1.0))
    return np.exp(heights.mean() - slope * logs.mean()) * steps**slope


def _offset(relative: Array, shares: Array, level: float) -> float:
    """How far from the point the level lies: the mean of what the residuals' sizes say and of what their signs say too.

    Sizes alone miss that demand can only be more than nothing, signs alone take a trend of the windows for granted.
    Both are corrected for finite samples.
    """
    if not len(relative) or level == 0.5:
        return 0.0
    side, outside = (1.0, 1 - level) if level > 0.5 else (-1.0, level)
    more = 1 + 1 / len(relative)
    size = _quantile(np.abs(relative), shares, (1 - 2 * outside) * more)
    signed = _quantile(side * relative, shares, (1 - outside) * more)
    return float(side * (size + max(signed, 0.0)) / 2)


def _quantile(values: Array, shares: Array, level: float) -> float:
    return float(np.quantile(values, min(1.0, level), weights=shares, method="inverted_cdf"))
