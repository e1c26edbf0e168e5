"""Regression metrics, after the definitions on SageMaker's "Autopilot metrics" page."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


def score_regression(truth: Array, predicted: Array) -> dict[str, float]:
    """MSE, RMSE, MAE, MAPE (a share, not per cent; over rows whose truth is not 0) and R2 of [n] and [n]."""
    error = truth - predicted
    mse = float((error**2).mean())
    spread = float(((truth - truth.mean()) ** 2).mean())
    nonzero = truth != 0
    mape = float(np.abs(error[nonzero] / truth[nonzero]).mean()) if nonzero.any() else float("nan")
    return {
        "MSE": mse,
        "RMSE": mse**0.5,
        "MAE": float(np.abs(error).mean()),
        "MAPE": mape,
        "R2": 1 - mse / spread if spread > 0 else float("nan"),
    }
