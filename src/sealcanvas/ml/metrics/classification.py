"""Classification metrics, after the definitions on SageMaker's "Autopilot metrics" page."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


def score_classification(truth: Array, probabilities: Array, predicted: Array) -> dict[str, float]:
    """All metrics of a binary (2 columns; the last class is positive) or multiclass problem.

    `truth`, `predicted`: class indices [n]; `probabilities`: [n, classes], rows adding up to 1.
    """
    classes = probabilities.shape[1]
    confusion = np.zeros((classes, classes))
    np.add.at(confusion, (truth, predicted), 1)
    hits, actual, claimed = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    seen = actual > 0
    recalls, precisions = _ratio(hits, actual), _ratio(hits, claimed)
    f1s = _ratio(2 * hits, actual + claimed)
    scores = {
        "Accuracy": float(hits.sum() / len(truth)),
        "BalancedAccuracy": float(recalls[seen].mean()),
        "LogLoss": log_loss(truth, probabilities),
    }
    if classes == 2:
        positive = {"F1": f1s[1], "Precision": precisions[1], "Recall": recalls[1]}
        return scores | {k: float(v) for k, v in positive.items()} | {"AUC": auc(truth, probabilities[:, 1])}
    macro = {"F1macro": f1s, "PrecisionMacro": precisions, "RecallMacro": recalls}
    return scores | {name: float(values[seen].mean()) for name, values in macro.items()}


def log_loss(truth: Array, probabilities: Array) -> float:
    """Mean negative log-likelihood, natural logarithm; probabilities are kept off 0 by 1e-15."""
    chosen = probabilities[np.arange(len(truth)), truth]
    return float(-np.log(np.clip(chosen, 1e-15, 1)).mean())


def auc(truth: Array, score: Array) -> float:
    """Area under the ROC curve by the rank-sum (Mann-Whitney); NaN when only one class occurs."""
    order = np.argsort(score, kind="stable")
    ordered = score[order]
    _, first, counts = np.unique(ordered, return_index=True, return_counts=True)
    ranks = np.empty(len(score))
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    positives = int((truth == 1).sum())
    negatives = len(truth) - positives
    if not positives or not negatives:
        return float("nan")
    return float((ranks[truth == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def _ratio(top: Array, bottom: Array) -> Array:
    return np.divide(top, bottom, out=np.zeros_like(top, dtype=float), where=bottom > 0)
