"""From probabilities to a label: the threshold that the objective asks for."""

from typing import Any

import numpy as np

from sealcanvas.ml.metrics import score_classification, score_regression

Array = Any  # numpy.ndarray

_TUNED = ("F1", "BalancedAccuracy")


def decide(probabilities: Array, threshold: float) -> Array:
    """Class indices [rows]: the likeliest; of two, the last when its probability reaches the threshold."""
    if probabilities.shape[1] == 2:
        return (probabilities[:, 1] >= threshold).astype(np.int64)
    return probabilities.argmax(axis=1)


def best_threshold(objective: str, truth: Array, probabilities: Array) -> float:
    """The threshold with the best F1 or balanced accuracy out of fold; 0.5 for all other objectives."""
    if objective not in _TUNED or probabilities.shape[1] != 2:
        return 0.5
    order = np.argsort(-probabilities[:, 1], kind="stable")
    score, hit = probabilities[order, 1], truth[order] == 1
    positives, negatives = int(hit.sum()), int((~hit).sum())
    true, false = np.cumsum(hit), np.cumsum(~hit)
    if objective == "F1":
        value = 2 * true / (positives + true + false)
    else:
        value = (true / max(positives, 1) + 1 - false / max(negatives, 1)) / 2
    # A cut must lie between two different scores.
    value[:-1][score[:-1] == score[1:]] = -1
    cut = int(np.argmax(value))
    following = score[cut + 1] if cut + 1 < len(score) else score[cut]
    return float((score[cut] + following) / 2) if following < score[cut] else float(score[cut])


def score(objective: str, truth: Array, predicted: Array, threshold: float | None = None) -> dict[str, float]:
    """All metrics of out-of-fold predictions [rows] or [rows, classes]."""
    if predicted.ndim == 1:
        return score_regression(truth, predicted)
    threshold = best_threshold(objective, truth, predicted) if threshold is None else threshold
    return score_classification(truth, predicted, decide(predicted, threshold))
