"""Greedy ensemble selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes 2004)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sealcanvas.ml.metrics.classification import auc

Array = Any  # numpy.ndarray

_STEPS = 30
_MOST_ROWS = 20_000
# A candidate joins for a gain above this share of the loss; less is noise and slows every prediction.
_GAIN = 1e-4


def loss_name(objective: str, classes: int) -> str:
    """What models and ensemble minimise for an objective: label metrics are reached through probabilities."""
    if objective == "AUC":
        return "auc"
    if classes:
        return "log"
    return {"MAE": "absolute", "MAPE": "relative"}.get(objective, "squared")


def loss_of(loss: str, truth: Array, predicted: Array) -> float:
    """The loss (smaller is better) of out-of-fold predictions [rows] or [rows, classes]."""
    if loss == "log":
        chosen = predicted[np.arange(len(truth)), truth] if predicted.ndim == 2 else predicted
        return float(-np.log(np.clip(chosen, 1e-15, 1)).mean())
    if loss == "auc":
        return 1 - auc(truth, predicted[:, 1] if predicted.ndim == 2 else predicted)
    error = np.abs(truth - predicted)
    if loss == "relative":
        return float((error / np.maximum(np.abs(truth), 1e-9))[truth != 0].mean()) if (truth != 0).any() else 0.0
    return float(error.mean()) if loss == "absolute" else float((error**2).mean())


def select(loss: str, truth: Array, predictions: list[Array], seed: int, beat: Callable[[], None]) -> Array:
    """Weights [candidates], adding up to 1, of the greedy ensemble over out-of-fold predictions."""
    rows = np.random.default_rng(seed).permutation(len(truth))[:_MOST_ROWS]
    truth = truth[rows]
    reduced = [_reduce(loss, truth, predicted[rows]) for predicted in predictions]
    losses = [loss_of(loss, truth, predicted) for predicted in reduced]
    picks = [int(np.argmin(losses))]
    total, best, length = reduced[picks[0]].copy(), losses[picks[0]], 1
    for step in range(2, _STEPS + 1):
        trial = []
        for predicted in reduced:
            beat()
            trial.append(loss_of(loss, truth, (total + predicted) / step))
        picks.append(int(np.argmin(trial)))
        total += reduced[picks[-1]]
        # A later step may pay what the first ones do not; only the best prefix is kept.
        if trial[picks[-1]] < best - _GAIN * abs(best):
            best, length = trial[picks[-1]], step
    counts = np.bincount(picks[:length], minlength=len(predictions))
    return counts / counts.sum()


def _reduce(loss: str, truth: Array, predicted: Array) -> Array:
    """Only the numbers that the loss looks at: it is asked for hundreds of times."""
    if predicted.ndim == 1:
        return predicted
    return predicted[:, 1] if loss == "auc" else predicted[np.arange(len(truth)), truth]
