"""From probabilities to a label: the threshold, or the odds of many classes, that the objective asks for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sealcanvas.ml.metrics import score_classification, score_regression

Array = Any  # numpy.ndarray

_TUNED = ("F1", "BalancedAccuracy")
# Objectives for which all classes count alike, however rare, and how much rarity may count.
_EVEN = ("F1macro", "BalancedAccuracy", "RecallMacro")
_POWERS = (0.25, 0.5, 0.75, 1.0)
# Rows of each class without which its share tells nothing.
_FEWEST = 5


def decide(probabilities: Array, threshold: float, odds: Sequence[float] = ()) -> Array:
    """Class indices [rows]: the likeliest; of two, the last when its probability reaches the threshold.

    `odds`: by which the probabilities of more classes are multiplied before the largest is taken; none: as they are.
    """
    if probabilities.shape[1] == 2:
        return (probabilities[:, 1] >= threshold).astype(np.int64)
    return (probabilities * np.array(odds) if odds else probabilities).argmax(axis=1)


def best_odds(objective: str, truth: Array, probabilities: Array, weight: Array | None = None) -> tuple[float, ...]:
    """A power of the inverse class shares, by which the objective is best out of fold; none where it gains nothing.

    With the power 1 the label is the best one for balanced accuracy, were the probabilities true (Elkan 2001).
    """
    classes = probabilities.shape[1]
    counts = np.bincount(truth, weight, classes)
    if objective not in _EVEN or classes < 3 or counts.min() < _FEWEST:
        return ()
    best, chosen = score(objective, truth, probabilities, weight)[objective], ()
    for power in _POWERS:
        odds = tuple(((counts.max() / counts) ** power).round(6).tolist())
        value = score(objective, truth, probabilities, weight, odds=odds)[objective]
        if value > best:
            best, chosen = value, odds
    return chosen


def best_threshold(objective: str, truth: Array, probabilities: Array, weight: Array | None = None) -> float:
    """The threshold with the best F1 or balanced accuracy out of fold; 0.5 for all other objectives."""
    if objective not in _TUNED or probabilities.shape[1] != 2:
        return 0.5
    order = np.argsort(-probabilities[:, 1], kind="stable")
    score, hit = probabilities[order, 1], truth[order] == 1
    each = np.ones(len(hit)) if weight is None else weight[order]
    true, false = np.cumsum(np.where(hit, each, 0.0)), np.cumsum(np.where(hit, 0.0, each))
    positives, negatives = true[-1], false[-1]
    if objective == "F1":
        value = 2 * true / (positives + true + false)
    else:
        value = (true / max(positives, 1e-12) + 1 - false / max(negatives, 1e-12)) / 2
    # A cut must lie between two different scores.
    value[:-1][score[:-1] == score[1:]] = -1
    cut = int(np.argmax(value))
    following = score[cut + 1] if cut + 1 < len(score) else score[cut]
    return float((score[cut] + following) / 2) if following < score[cut] else float(score[cut])


def score(
    objective: str,
    truth: Array,
    predicted: Array,
    weight: Array | None = None,
    threshold: float | None = None,
    odds: Sequence[float] = (),
) -> dict[str, float]:
    """All metrics of out-of-fold predictions [rows] or [rows, classes]; without a threshold, by the best one."""
    if predicted.ndim == 1:
        return score_regression(truth, predicted, weight)
    threshold = best_threshold(objective, truth, predicted, weight) if threshold is None else threshold
    return score_classification(truth, predicted, decide(predicted, threshold, odds), weight)
