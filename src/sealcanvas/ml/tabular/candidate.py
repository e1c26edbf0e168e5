"""One candidate: settings of one learner, fitted on every fold."""

from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.models.base import Data, Learner, Task
from sealcanvas.ml.tabular.validation import Split

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Candidate:
    """Fitted models (one a fold), predictions for the judged rows (ascending), seconds spent."""

    name: str
    learner: type[Learner]
    settings: dict[str, Any]
    models: list[FoldModel]
    predicted: Array
    seconds: float
    metrics: dict[str, float] = field(default_factory=dict)


def fit_candidate(
    name: str, learner: type[Learner], settings: dict[str, Any], data: Data, folds: list[Split], task: Task
) -> Candidate:
    """Fit on every fold, sharing the time to `task.deadline` evenly among those left."""
    began = monotonic()
    shape = (len(data.target), task.classes) if task.classes else (len(data.target),)
    predicted = np.zeros(shape)
    models: list[FoldModel] = []
    for number, fold in enumerate(folds):
        task.beat()
        share = (task.deadline - monotonic()) / (len(folds) - number)
        own = replace(task, deadline=monotonic() + share, seed=task.seed + number)
        model = FoldModel.fit(learner, data, fold, settings, own)
        predicted[fold.valid] = model.predict(data.matrix[fold.valid])
        models.append(model)
    judged = judged_rows(folds)
    return Candidate(name, learner, settings, models, predicted[judged], monotonic() - began)


def judged_rows(folds: list[Split]) -> Array:
    """The rows that some fold judges on, ascending."""
    return np.sort(np.concatenate([fold.valid for fold in folds]))


def naive(truth: Array, classes: int) -> Array:
    """The naive baseline's predictions for the judged rows: the class shares (so the majority class), or the mean."""
    if not classes:
        return np.full(len(truth), truth.mean())
    return np.tile(np.bincount(truth, minlength=classes) / len(truth), (len(truth), 1))
