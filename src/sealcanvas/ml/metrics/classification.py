"""Classification metrics, after the definitions on SageMaker's "Autopilot metrics" page."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray


def score_classification(
    truth: Array, probabilities: Array, predicted: Array, weight: Array | None = None
) -> dict[str, float]:
    """All metrics of a binary (2 columns; the last class is positive) or multiclass problem.

    `truth`, `predicted`: class indices [n]; `probabilities`: [n, classes], rows adding up to 1; `weight`: of each row
    [n], which BalancedAccuracy ignores ("Autopilot weighted metrics").
    """
    chosen = probabilities[np.arange(len(truth)), truth]
    positive = probabilities[:, 1] if probabilities.shape[1] == 2 else None
    return score_decided(truth, predicted, probabilities.shape[1], chosen, positive, weight)


def score_decided(
    truth: Array, predicted: Array, classes: int, chosen: Array, positive: Array | None, weight: Array | None = None
) -> dict[str, float]:
    """As `score_classification`, of what it looks at alone, so that many classes cost no more than few.

    `chosen`: the true class's probability [n]; `positive`: the positive class's [n], of a binary problem.
    """
    hits, actual, claimed = _totals(truth, predicted, classes, weight)
    seen = actual > 0
    recalls, precisions = _ratio(hits, actual), _ratio(hits, claimed)
    f1s = _ratio(2 * hits, actual + claimed)
    plain, rows = (hits, actual) if weight is None else _totals(truth, predicted, classes, None)[:2]
    scores = {
        "Accuracy": float(hits.sum() / actual.sum()),
        "BalancedAccuracy": float(_ratio(plain, rows)[rows > 0].mean()),
        "LogLoss": float(np.average(-np.log(np.clip(chosen, 1e-15, 1)), weights=weight)),
    }
    if positive is not None:
        own = {"F1": f1s[1], "Precision": precisions[1], "Recall": recalls[1]}
        return scores | {k: float(v) for k, v in own.items()} | {"AUC": auc(truth, positive, weight)}
    macro = {"F1macro": f1s, "PrecisionMacro": precisions, "RecallMacro": recalls}
    return scores | {name: float(values[seen].mean()) for name, values in macro.items()}


def log_loss(truth: Array, probabilities: Array, weight: Array | None = None) -> float:
    """Mean negative log-likelihood, natural logarithm; probabilities are kept off 0 by 1e-15."""
    chosen = probabilities[np.arange(len(truth)), truth]
    return float(np.average(-np.log(np.clip(chosen, 1e-15, 1)), weights=weight))


def auc(truth: Array, score: Array, weight: Array | None = None) -> float:
    """Area under the ROC curve: the weight of pairs in their right order, ties by half; NaN when a class is absent."""
    order = np.argsort(score, kind="stable")
    ordered = score[order]
    each = np.ones(len(truth)) if weight is None else weight[order]
    positive = np.where(truth[order] == 1, each, 0.0)
    negative = each - positive
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    above, beside = np.add.reduceat(positive, starts), np.add.reduceat(negative, starts)
    pairs = positive.sum() * negative.sum()
    if not pairs:
        return float("nan")
    return float((above * (np.cumsum(beside) - beside / 2)).sum() / pairs)


def _totals(truth: Array, predicted: Array, classes: int, weight: Array | None) -> tuple[Array, Array, Array]:
    """By class the rows' weight: rightly predicted, there, and predicted."""
    right = truth == predicted
    hits = np.bincount(truth[right], None if weight is None else weight[right], classes)
    actual, claimed = np.bincount(truth, weight, classes), np.bincount(predicted, weight, classes)
    return hits.astype(np.float64), actual.astype(np.float64), claimed.astype(np.float64)


def _ratio(top: Array, bottom: Array) -> Array:
    return np.divide(top, bottom, out=np.zeros_like(top, dtype=float), where=bottom > 0)
