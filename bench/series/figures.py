"""What a forecast is worth: MASE, weighted quantile losses, coverage."""

from typing import Any

import numpy as np

from bench.series.cells import Cell

_LEVELS = np.array([0.1, 0.5, 0.9])


def figures(cell: Cell, answer: dict[str, Any]) -> dict[str, float]:
    """MASE of the p50, wQL as the mean over series (each weighs the same), and the share inside p10 to p90."""
    quantiles, truth = np.array(answer["quantiles"]), cell.truth
    miss = np.abs(truth - quantiles[..., 1]).mean(axis=1) / cell.scale
    apart = truth[..., None] - quantiles
    losses = 2 * np.maximum(_LEVELS * apart, (_LEVELS - 1) * apart)
    size = np.abs(truth).sum(axis=1)
    with np.errstate(all="ignore"):
        each = losses.sum(axis=1).mean(axis=1) / size
    inside = (truth >= quantiles[..., 0]) & (truth <= quantiles[..., 2])
    return {
        "MASE": float(np.nanmean(miss)),
        "wQL": float(np.nanmean(np.where(size > 0, each, np.nan))),
        "pooled_wQL": float(losses.sum() / size.sum() / 3),
        "coverage": float(inside.mean()),
    }
