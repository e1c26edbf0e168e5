"""Regression metrics, after the definitions on SageMaker's "Autopilot metrics" page."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


def score_regression(truth: Array, predicted: Array, weight: Array | None = None) -> dict[str, float]:
    """MSE, RMSE, MAE, MAPE (a share, not per cent; over rows whose truth is not 0) and R2 of [n] and [n], weighted."""
    each = np.ones(len(truth)) if weight is None else weight
    error = truth - predicted
    mse = float(np.average(error**2, weights=each))
    spread = float(np.average((truth - np.average(truth, weights=each)) ** 2, weights=each))
    nonzero = truth != 0
    shares = np.abs(error[nonzero] / truth[nonzero])
    mape = float(np.average(shares, weights=each[nonzero])) if nonzero.any() else float("nan")
    return {
        "MSE": mse,
        "RMSE": mse**0.5,
        "MAE": float(np.average(np.abs(error), weights=each)),
        "MAPE": mape,
        "R2": 1 - mse / spread if spread > 0 else float("nan"),
    }
