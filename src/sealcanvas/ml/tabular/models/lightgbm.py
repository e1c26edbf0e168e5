"""Gradient-boosted trees by LightGBM."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sealcanvas.ml.lightgbm_library import BoosterText, Rows, boost
from sealcanvas.ml.lightgbm_trees import WalkedBooster
from sealcanvas.ml.tabular.boosting import Patience, settled
from sealcanvas.ml.tabular.link import sigmoid, softmax, through_sigmoid, through_softmax
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task

_OBJECTIVES = {"squared": "regression", "absolute": "regression_l1", "relative": "mape"}
_MOST_ROUNDS = 4_000
_PATIENCE = 60
# Codes of more categories than this are not split as sets; they stay ranks by frequency.
_MOST_CODES = 1_000


class LightGBM(Learner):
    """Boosted until the validation loss has not fallen for 60 rounds, or the deadline.

    `single`: it learns from single precision, and answers through a faster walk of its trees. Models of older bundles
    learnt from double precision, and answer through LightGBM.
    """

    algorithm = "lightgbm"

    def __init__(self, text: str, info: dict[str, Any], threads: int) -> None:
        self._booster = BoosterText(text, threads)
        self._walked = WalkedBooster(text, threads)
        self._info = info
        self._classes: int = info["classes"]
        self._single: bool = info.get("single", False)

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """A quick one first; then slower and more diverse ones."""
        return [
            (0, {"learning_rate": 0.1, "num_leaves": 31, "feature_fraction": 0.8, "min_data_in_leaf": 20}),
            (12, {"learning_rate": 0.1, "num_leaves": 63, "extra_trees": True, "feature_fraction": 0.7}),
            (30, {"learning_rate": 0.05, "num_leaves": 31, "feature_fraction": 0.6, "min_data_in_leaf": 10}),
            (60, {"learning_rate": 0.05, "num_leaves": 10, "feature_fraction": 0.5, "lambda_l2": 3.0}),
            (70, {"learning_rate": 0.05, "num_leaves": 127, "feature_fraction": 0.5, "min_data_in_leaf": 5}),
        ]

    @classmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """Log-uniform learning rate and leaves, uniform sampling shares."""
        return {
            "learning_rate": round(float(10 ** random.uniform(-1.7, -1.0)), 4),
            "num_leaves": int(2 ** random.uniform(3, 7.5)),
            "feature_fraction": round(float(random.uniform(0.35, 1.0)), 2),
            "bagging_fraction": round(float(random.uniform(0.6, 1.0)), 2),
            "min_data_in_leaf": int(2 ** random.uniform(1, 6)),
            "lambda_l2": round(float(10 ** random.uniform(-2, 1)), 3),
            "extra_trees": bool(random.random() < 0.3),
        }

    @classmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:
        """Keeps the rounds up to the best validation loss."""
        settings = dict(settings)
        exactly = settings.pop("rounds", None)
        objective = {0: _OBJECTIVES.get(task.loss, "regression"), 2: "binary"}.get(task.classes, "multiclass")
        parameters = {
            "objective": objective,
            "num_class": task.classes if task.classes > 2 else 1,
            "bagging_fraction": 0.85,
            "bagging_freq": 1,
            "max_bin": 255,
            "min_data_per_group": 20,
            "cat_smooth": 20,
            "lambda_l2": 0.5,
            "feature_pre_filter": False,
            "seed": task.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": task.threads,
            "verbosity": -1,
            **settings,
        }
        parameters["min_data_in_leaf"] = min(parameters.get("min_data_in_leaf", 20), max(1, len(train.target) // 20))
        categorical = [index for index in task.layout.categorical if task.layout.sizes[index] <= _MOST_CODES]
        rows = Rows(_rounded(train.matrix), train.target, train.weight, parameters, categorical)
        checked = Rows(_rounded(valid.matrix), valid.target, valid.weight, parameters, categorical, rows)
        patience = Patience(task, _PATIENCE, _MOST_ROUNDS, parameters["learning_rate"], exactly)
        text = boost(parameters, rows, checked, max(_MOST_ROUNDS, exactly or 0), patience)
        rounds = text.count("\nTree=") // parameters["num_class"]
        info = {"classes": task.classes, "single": True, "rounds": rounds, "rate": patience.rate}
        return cls(text, info, task.threads)

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any]:
        """So many rounds on average, and some more."""
        return settled([each._info["rounds"] for each in models], [each._info["rate"] for each in models])

    def reached(self, settings: dict[str, Any]) -> bool:
        """Whether it has all rounds."""
        return bool(self._info["rounds"] == settings["rounds"])

    def predict(self, matrix: Array) -> Array:
        """By a C library."""
        if not len(matrix):
            return np.zeros((0, self._classes) if self._classes else 0)
        values = self._walk(matrix) if self._single else self._booster.predict(matrix)
        if self._classes == 2:
            return np.column_stack([1 - values, values])
        return values

    def contributions(self, matrix: Array) -> Array | None:
        """TreeSHAP, summed over the classes."""
        return np.abs(self._moved(matrix)[:, :, :-1]).mean(axis=0).sum(axis=0)

    def explain(self, matrix: Array, outputs: list[int]) -> tuple[Array, Array]:
        """TreeSHAP of the score, carried through the link."""
        found = self._moved(matrix)
        parts, bases = found[:, :, :-1], found[0, :, -1]
        if not self._classes:
            return parts[:, 0, :, None], bases
        if self._classes > 2:
            return through_softmax(parts, bases, outputs)
        positive, base = through_sigmoid(parts[:, 0], float(bases[0]))
        signs = np.array([1.0 if output else -1.0 for output in outputs])
        return positive[:, :, None] * signs, np.where(signs > 0, base, 1 - base)

    def store(self) -> Stored:
        """LightGBM's own text format."""
        return Stored(self._info, {}, self._booster.text)

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:
        """From text; parsed at the first prediction."""
        return cls(stored.text, stored.info, threads)

    def _walk(self, matrix: Array) -> Array:
        scores = self._walked.scores(matrix)
        if self._classes > 2:
            return softmax(scores)
        return sigmoid(scores[:, 0]) if self._classes else scores[:, 0]

    def _moved(self, matrix: Array) -> Array:
        return self._booster.contributions(_rounded(matrix) if self._single else matrix)


def _rounded(matrix: Array) -> Array:
    return matrix.astype(np.float32)
