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
