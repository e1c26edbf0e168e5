"""Intervals from back-test residuals, in the manner of split conformal prediction (Vovk et al. 2005)."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

Array = Any  # numpy.ndarray

_FOLDS = 5


@dataclass(frozen=True)
class Calibration:
    """Residuals are taken to be symmetric, growing with the horizon by a power: `growth` [horizon].

    `offsets` [quantiles], in units of a series' scale times the growth.
    """

    growth: Array
    offsets: Array

    @classmethod
    def fit(cls, residuals: Array, levels: list[float]) -> Self:
        """`residuals` [windows, series, horizon], divided by each series' scale; NaN where there is none."""
        sizes = np.abs(residuals)
        horizon = residuals.shape[-1]
        with np.errstate(all="ignore"):
            means = np.array(
                [np.nanmean(s) if (s := sizes[..., step])[~np.isnan(s)].size else np.nan for step in range(horizon)]
            )
        growth = _power(means)
        relative = sizes / growth
        relative = relative[~np.isnan(relative)]
        return cls(growth, np.array([_offset(relative, level) for level in levels]))

    def apply(self, point: Array, scale: Array, floors: Array) -> Array:
        """Quantile forecasts [series, horizon, quantiles], in order, not below `floors` [series]."""
        spread = scale[:, None, None] * self.growth[None, :, None] * self.offsets[None, None, :]
        return np.sort(np.maximum(point[:, :, None] + spread, floors[:, None, None]), axis=2)


def cross_calibrated(residuals: Array, point: Array, scale: Array, floors: Array, levels: list[float]) -> Array:
    """Quantiles of the back-test itself [windows, series, horizon, quantiles], fair to judge coverage by.

    Each fifth of the series is calibrated on the others; with fewer than 5 series, each window on the others.
    """
    windows, series, horizon = residuals.shape
    found = np.empty((windows, series, horizon, len(levels)))
    if series >= _FOLDS:
        part = np.arange(series) % _FOLDS
        for fold in range(_FOLDS):
            own = part == fold
            fitted = Calibration.fit(residuals[:, ~own], levels)
            for window in range(windows):
                found[window, own] = fitted.apply(point[window, own], scale[window, own], floors[own])
        return found
    for window in range(windows):
        others = np.delete(residuals, window, axis=0) if windows > 1 else residuals
        found[window] = Calibration.fit(others, levels).apply(point[window], scale[window], floors)
    return found


def floors_of(values: list[Array]) -> Array:
    """0 for series that were never negative, else minus infinity."""
    return np.array([0.0 if line.min() >= 0 else -np.inf for line in values])


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


def _offset(relative: Array, level: float) -> float:
    """The quantile of the absolute residuals whose interval the level bounds, corrected for finite samples."""
    if not len(relative) or level == 0.5:
        return 0.0
    covered = min(1.0, abs(2 * level - 1) * (1 + 1 / len(relative)))
    return float(np.sign(level - 0.5) * np.quantile(relative, covered))
