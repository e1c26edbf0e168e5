"""Which labels are taken for which, and how well each is told: bounded tables, however many labels there are."""

from typing import Any

import numpy as np

from sealcanvas.ml.analysis.curves import average_precision
from sealcanvas.ml.analysis.judged import Judged
from sealcanvas.ml.metrics.classification import auc

MOST_LABELS = 30
_MOST_LISTED = 100
_MOST_RANKED = 20


def confusion(judged: Judged) -> dict[str, Any]:
    """Counts of rows by label and prediction; above 30 labels the rarer ones are one line."""
    count = len(judged.classes)
    own = count if count <= MOST_LABELS else MOST_LABELS - 1
    kept = judged.frequent[:own] if own < count else np.arange(count)
    place = np.full(count, own)
    place[kept] = np.arange(own)
    size = own + (own < count)
    cells = np.bincount(place[judged.truth] * size + place[judged.decided], minlength=size * size)
    labels = [judged.classes[index] for index in kept] + ([""] if own < count else [])
    return {"labels": labels, "counts": cells.reshape(size, size).tolist(), "merged": count - own}


def per_class(judged: Judged) -> dict[str, Any]:
    """Precision, recall and F1 of each of the 100 most frequent labels, and their means over all labels, each counting

    the same (macro) or as often as it occurs (weighted); areas under the curves of 20 labels.
    """
    count, decided = len(judged.classes), judged.decided
    hits = np.bincount(judged.truth[judged.truth == decided], minlength=count)
    actual, claimed = np.bincount(judged.truth, minlength=count), np.bincount(decided, minlength=count)
    rows = []
    for number, index in enumerate(judged.frequent[:_MOST_LISTED]):
        there, said, hit = int(actual[index]), int(claimed[index]), int(hits[index])
        own = {
            "label": judged.classes[index],
            "rows": there,
            "predicted": said,
            "precision": hit / said if said else None,
            "recall": hit / there if there else None,
            "f1": 2 * hit / (there + said) if there + said else None,
        }
        if number < _MOST_RANKED:
            truth, score = (judged.truth == index).astype(np.int64), judged.predicted[:, index]
            own |= {"auc": auc(truth, score), "average_precision": average_precision(truth, score)}
        rows.append(own)
    each = {
        "precision": hits / np.maximum(claimed, 1),
        "recall": hits / np.maximum(actual, 1),
        "f1": 2 * hits / np.maximum(actual + claimed, 1),
    }
    averages = {
        "macro": {name: float(values[actual > 0].mean()) for name, values in each.items()},
        "weighted": {name: float(np.average(values, weights=actual)) for name, values in each.items()},
    }
    return {"rows": rows, "left_out": max(0, count - _MOST_LISTED), "averages": averages}
