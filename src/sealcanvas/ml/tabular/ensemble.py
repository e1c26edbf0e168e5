"""Greedy ensemble selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes 2004)."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.metrics.classification import auc

Array = Any  # numpy.ndarray

_STEPS = 30
# Steps without a gain after which there is none to come.
_PATIENCE = 8
MOST_ROWS = 20_000
"""How many rows choose the weights."""

# A candidate joins for a gain above this share of the loss; less is noise.
_GAIN = 1e-4
# What answering twice as slowly must at least gain: this share of the loss (for e times, to be exact). And microseconds
# a row that an answer takes whatever its models.
_WORTH, _ALWAYS = 0.005, 20.0


def loss_name(objective: str, classes: int) -> str:
    """What models and ensemble minimise for an objective: label metrics are reached through probabilities."""
    if objective == "AUC":
        return "auc"
    if classes:
        return "log"
    return {"MAE": "absolute", "MAPE": "relative"}.get(objective, "squared")


def loss_of(loss: str, truth: Array, predicted: Array, weight: Array | None = None) -> float:
    """The loss (smaller is better) of out-of-fold predictions [rows] or [rows, classes]; `weight`: of each row."""
    if loss == "log":
        chosen = predicted[np.arange(len(truth)), truth] if predicted.ndim == 2 else predicted
        return float(np.average(-np.log(np.clip(chosen, 1e-15, 1)), weights=weight))
    if loss == "auc":
        return 1 - auc(truth, predicted[:, 1] if predicted.ndim == 2 else predicted, weight)
    error = np.abs(truth - predicted)
    if loss == "relative":
        known = truth != 0
        shares = error[known] / np.maximum(np.abs(truth[known]), 1e-9)
        return float(np.average(shares, weights=None if weight is None else weight[known])) if known.any() else 0.0
    return float(np.average(error if loss == "absolute" else error**2, weights=weight))


def select(
    loss: str,
    truth: Array,
    predictions: list[Array],
    weight: Array | None,
    seed: int,
    beat: Callable[[], None],
    deadline: float = float("inf"),
    costs: Sequence[float] | None = None,
) -> Array:
    """Weights [candidates], adding up to 1, of the greedy ensemble over out-of-fold predictions; `weight`: of rows.

    `deadline`: monotonic seconds after which no further step begins. `costs`: microseconds a row that each candidate
    takes to answer; who slows an ensemble down must be worth it.
    """
    rows = np.random.default_rng(seed).permutation(len(truth))[:MOST_ROWS]
    truth, weight = truth[rows], None if weight is None else weight[rows]
    reduced = [_reduce(loss, truth, predicted[rows]) for predicted in predictions]
    each = np.zeros(len(reduced)) if costs is None else np.array(costs)
    root = 0.5 if loss == "squared" else 1.0

    def price(predicted: Array, cost: float) -> float:
        found = max(loss_of(loss, truth, predicted, weight), 1e-300)
        return root * float(np.log(found)) + _WORTH * float(np.log(_ALWAYS + cost))

    prices = [price(predicted, cost) for predicted, cost in zip(reduced, each, strict=True)]
    picks = [int(np.argmin(prices))]
    total, best, length, spent = reduced[picks[0]].copy(), prices[picks[0]], 1, each[picks[0]]
    for step in range(2, _STEPS + 1):
        trial = []
        for place, predicted in enumerate(reduced):
            beat()
            trial.append(price((total + predicted) / step, spent + (0.0 if place in picks else each[place])))
        found = int(np.argmin(trial))
        spent += 0.0 if found in picks else each[found]
        picks.append(found)
        total += reduced[found]
        # A later step may pay what the first ones do not; only the best prefix is kept.
        if trial[found] < best - _GAIN:
            best, length = trial[found], step
        elif step - length >= _PATIENCE:
            break
        if monotonic() > deadline:
            break
    counts = np.bincount(picks[:length], minlength=len(predictions))
    return counts / counts.sum()


def _reduce(loss: str, truth: Array, predicted: Array) -> Array:
    """Only the numbers that the loss looks at: it is asked for hundreds of times."""
    if predicted.ndim == 1:
        return predicted
    return predicted[:, 1] if loss == "auc" else predicted[np.arange(len(truth)), truth]
