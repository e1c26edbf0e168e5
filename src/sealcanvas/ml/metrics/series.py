"""Forecast metrics, after the pages "Evaluating predictor accuracy" (Forecast) and "Autopilot metrics" (SageMaker)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Errors:
    """What a back-test left: truth [n, horizon] with NaN where unknown, quantile forecasts [n, horizon, q].

    `levels`: the quantiles in (0, 1), [q]; `point`: the forecast of the middle, [n, horizon]; `scale`: in-sample mean
    absolute seasonal difference of each series, [n] (the denominator of MASE).
    """

    truth: Array
    quantiles: Array
    levels: Array
    point: Array
    scale: Array


def score_series(errors: Errors) -> dict[str, float]:
    """AverageWeightedQuantileLoss, WAPE, RMSE, MAPE (a share) and MASE over all series and periods."""
    known = ~np.isnan(errors.truth)
    truth = np.where(known, errors.truth, 0.0)
    miss = np.where(known, errors.truth - errors.point, 0.0)
    total = float(np.abs(truth).sum())
    nonzero = known & (truth != 0)
    scale = np.broadcast_to(errors.scale[:, None], truth.shape)
    scaled = known & (scale > 0)
    return {
        "AverageWeightedQuantileLoss": float(np.mean(list(weighted_quantile_losses(errors).values()))),
        "WAPE": float(np.abs(miss).sum()) / total if total else float("nan"),
        "RMSE": float(np.sqrt((miss**2).sum() / max(known.sum(), 1))),
        "MAPE": float(np.abs(miss[nonzero] / truth[nonzero]).mean()) if nonzero.any() else float("nan"),
        "MASE": float(np.abs(miss[scaled] / scale[scaled]).mean()) if scaled.any() else float("nan"),
    }


def weighted_quantile_losses(errors: Errors) -> dict[float, float]:
    """wQL of each level: 2 * sum of pinball losses / sum of |truth|; NaN when the truth is all zero."""
    known = ~np.isnan(errors.truth)
    total = float(np.abs(errors.truth[known]).sum())
    losses: dict[float, float] = {}
    for index, level in enumerate(errors.levels):
        miss = errors.truth - errors.quantiles[:, :, index]
        pinball = np.maximum(level * miss, (level - 1) * miss)[known].sum()
        losses[float(level)] = float(2 * pinball / total) if total else float("nan")
    return losses


def score_each(errors: Errors, owners: Array, count: int) -> dict[str, Array]:
    """The metrics of `score_series` for each of `count` items, [count]; `owners`: the item of each row."""
    known = ~np.isnan(errors.truth)
    truth = np.where(known, errors.truth, 0.0)
    miss = np.where(known, errors.truth - errors.point, 0.0)

    def total(values: Array) -> Array:
        return np.bincount(owners, values.sum(axis=1), count)

    with np.errstate(invalid="ignore", divide="ignore"):
        size, periods = total(np.abs(truth)), total(known * 1.0)
        levels = errors.levels[None, None, :]
        apart = np.where(known, errors.truth, 0.0)[:, :, None] - np.where(known[:, :, None], errors.quantiles, 0.0)
        pinball = np.maximum(levels * apart, (levels - 1) * apart).mean(axis=2)
        nonzero = known & (truth != 0)
        shares = np.abs(np.divide(miss, truth, out=np.zeros_like(miss), where=nonzero))
        scaled = np.abs(miss) / errors.scale[:, None]
        whole = np.where(size > 0, size, np.nan)
        return {
            "AverageWeightedQuantileLoss": 2 * total(pinball) / whole,
            "WAPE": total(np.abs(miss)) / whole,
            "RMSE": np.sqrt(total(miss**2) / periods),
            "MAPE": total(shares) / total(nonzero * 1.0),
            "MASE": total(scaled) / periods,
        }
