"""AUC, log-loss and RMSE in numpy alone, since they are computed in every engine's environment."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_LEAST = 1e-15


def score(metric: str, truth: Array, predicted: Array) -> float:
    """`truth` [rows] as numbers or positions of classes; `predicted` [rows] or probabilities [rows, classes]."""
    if metric == "RMSE":
        return float(np.sqrt(np.mean((truth - predicted) ** 2)))
    if metric == "AUC":
        return auc(truth == 1, predicted[:, 1])
    share = np.clip(predicted / predicted.sum(axis=1, keepdims=True), _LEAST, 1)
    return float(-np.mean(np.log(share[np.arange(len(truth)), truth])))


def auc(positive: Array, predicted: Array) -> float:
    """Area under the ROC curve by ranks (Mann and Whitney); ties count half."""
    _, inverse, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    ones = int(positive.sum())
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * (len(positive) - ones)))


def better(metric: str, one: float, other: float) -> float:
    """By how much `one` is better than `other`; negative where it is worse."""
    return one - other if metric == "AUC" else other - one
