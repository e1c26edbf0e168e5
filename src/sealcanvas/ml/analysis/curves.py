"""ROC, precision-recall and calibration curves, thinned to what a screen can show."""

from typing import Any

import numpy as np

from sealcanvas.ml.analysis.judged import Judged
from sealcanvas.ml.metrics.classification import auc

Array = Any  # numpy.ndarray

MOST_POINTS = 200
_MOST_CURVES = 5
_BINS = 10


def curves(judged: Judged) -> list[dict[str, Any]]:
    """Of the positive label, or of the 5 most frequent ones against all others."""
    chosen = [1] if len(judged.classes) == 2 else judged.frequent[:_MOST_CURVES].tolist()
    found = []
    for index in chosen:
        truth, score = (judged.truth == index).astype(np.int64), judged.predicted[:, index]
        if 0 < truth.sum() < len(truth):
            found.append({"label": judged.classes[index], **curve(truth, score)})
    return found


def curve(truth: Array, score: Array) -> dict[str, Any]:
    """Both curves of a score for 0 and 1, from the highest threshold to the lowest; areas are of all points."""
    cuts, true, false = _cumulated(truth, score)
    hits, alarms = true / true[-1], false / false[-1]
    precision = true / (true + false)
    roc = _thinned(np.append(0.0, alarms), np.append(0.0, hits))
    kept = _thinned(hits, precision)
    return {
        "auc": auc(truth, score),
        "average_precision": average_precision(truth, score),
        "roc": {
            # Above the first score nothing is positive; that point has no threshold of its own.
            "threshold": [None if place == 0 else float(cuts[place - 1]) for place in roc],
            "false_positive_rate": np.append(0.0, alarms)[roc].tolist(),
            "true_positive_rate": np.append(0.0, hits)[roc].tolist(),
        },
        "precision_recall": {
            "threshold": cuts[kept].tolist(),
            "recall": hits[kept].tolist(),
            "precision": precision[kept].tolist(),
        },
    }


def average_precision(truth: Array, score: Array) -> float:
    """Sum of precision times the step in recall (Zhu 2004), without interpolation; NaN without a positive row."""
    if not truth.any():
        return float("nan")
    _, true, false = _cumulated(truth, score)
    return float((np.diff(true, prepend=0.0) / true[-1] * (true / (true + false))).sum())


def calibration(judged: Judged) -> dict[str, Any]:
    """What came of ten equal bins of probability: of the positive label, or of the likeliest one."""
    if len(judged.classes) == 2:
        said, right = judged.predicted[:, 1], judged.truth == 1
    else:
        said, right = judged.predicted.max(axis=1), judged.predicted.argmax(axis=1) == judged.truth
    place = np.minimum((said * _BINS).astype(np.int64), _BINS - 1)
    rows = np.bincount(place, minlength=_BINS)
    filled = np.flatnonzero(rows)
    predicted = np.bincount(place, said, _BINS)[filled] / rows[filled]
    actual = np.bincount(place, right, _BINS)[filled] / rows[filled]
    error = float((np.abs(predicted - actual) * rows[filled]).sum() / rows.sum())
    bins = {"predicted": predicted.tolist(), "actual": actual.tolist(), "rows": rows[filled].tolist()}
    return {"bins": bins, "error": error}


def _cumulated(truth: Array, score: Array) -> tuple[Array, Array, Array]:
    """At each distinct score, from the highest down: it, and how many positive and negative rows reach it."""
    order = np.argsort(-score, kind="stable")
    ordered, hit = score[order], truth[order] == 1
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    return ordered[last], np.cumsum(hit)[last].astype(float), np.cumsum(~hit)[last].astype(float)


def _thinned(x: Array, y: Array) -> Array:
    """Positions of at most `MOST_POINTS` points, evenly spread along the way that the curve goes; both ends stay."""
    if len(x) <= MOST_POINTS:
        return np.arange(len(x))
    way = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
    wanted = np.linspace(0, way[-1], MOST_POINTS)
    return np.unique(np.append(np.searchsorted(way, wanted[:-1]), len(x) - 1))
