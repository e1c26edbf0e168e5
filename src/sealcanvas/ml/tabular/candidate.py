"""One candidate: settings of one learner, fitted on every fold."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sealcanvas.ml.executor import Parcel
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.models.base import Learner
from sealcanvas.ml.tabular.unit import fitted
from sealcanvas.ml.tabular.validation import Split

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Candidate:
    """Fitted models (one a fold), predictions for the judged rows (ascending), seconds of work.

    `ended`: seconds since training began.
    """

    name: str
    learner: type[Learner]
    settings: dict[str, Any]
    models: list[FoldModel]
    predicted: Array
    seconds: float
    metrics: dict[str, float] = field(default_factory=dict)
    ended: float = 0.0


def gather(
    name: str, learner: type[Learner], settings: dict[str, Any], folds: list[Split], results: list[Parcel], threads: int
) -> Candidate:
    """The candidate of whose folds these are the results, in order."""
    first = results[0].arrays["predicted"]
    predicted = np.zeros((len(folds[0].train) + len(folds[0].valid), *first.shape[1:]))
    for fold, result in zip(folds, results, strict=True):
        predicted[fold.valid] = result.arrays["predicted"]
    models = [fitted(learner, result, threads) for result in results]
    seconds = sum(result.info["seconds"] for result in results)
    return Candidate(name, learner, settings, models, predicted[judged_rows(folds)], seconds)


def judged_rows(folds: list[Split]) -> Array:
    """The rows that some fold judges on, ascending."""
    return np.sort(np.concatenate([fold.valid for fold in folds]))


def naive(truth: Array, classes: int, weight: Array | None = None) -> Array:
    """The naive baseline's predictions for the judged rows: the class shares (so the majority class), or the mean."""
    if not classes:
        return np.full(len(truth), np.average(truth, weights=weight))
    counts = np.bincount(truth, weight, classes)
    return np.tile(counts / counts.sum(), (len(truth), 1))
