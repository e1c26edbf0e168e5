"""Gradient-boosted trees by XGBoost."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.boosting import Patience, settled
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task
from sealcanvas.ml.xgboost_library import Booster, Rows, boost

_OBJECTIVES = {"absolute": "reg:absoluteerror", "relative": "reg:absoluteerror"}
_MOST_ROUNDS = 4_000
_PATIENCE = 60
# Codes of more categories than this are not split as sets; they stay ranks by frequency.
_MOST_CODES = 1_000


class XGBoost(Learner):
    """Histogram trees, boosted until the validation loss has not fallen for 60 rounds, or the deadline."""

    algorithm = "xgboost"

    def __init__(self, booster: Booster, info: dict[str, Any]) -> None:
        self._booster = booster
        self._info = info
        self._classes: int = info["classes"]
        self._categorical: list[int] = info["categorical"]

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """Level-wise trees of a middling depth, then deep and narrow ones."""
        return [
            (15, {"learning_rate": 0.1, "max_depth": 6, "colsample_bynode": 0.7, "subsample": 0.85}),
            (55, {"learning_rate": 0.06, "max_depth": 9, "colsample_bynode": 0.5, "min_child_weight": 3.0}),
            (75, {"learning_rate": 0.08, "max_depth": 4, "colsample_bynode": 0.8, "subsample": 0.7}),
        ]

    @classmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """Log-uniform learning rate and penalties, uniform depth and sampling shares."""
        return {
            "learning_rate": round(float(10 ** random.uniform(-1.7, -0.9)), 4),
            "max_depth": int(random.integers(3, 11)),
            "colsample_bynode": round(float(random.uniform(0.35, 1.0)), 2),
            "subsample": round(float(random.uniform(0.6, 1.0)), 2),
            "min_child_weight": round(float(2 ** random.uniform(-2, 4)), 2),
            "reg_lambda": round(float(10 ** random.uniform(-1, 1)), 2),
        }

    @classmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:
        """Keeps the rounds up to the best validation loss; on one thread, for sums depend on the number of them."""
        task.beat()
        settings = dict(settings)
        exactly = settings.pop("rounds", None)
        categorical = [index for index in task.layout.categorical if task.layout.sizes[index] <= _MOST_CODES]
        objective = {0: _OBJECTIVES.get(task.loss, "reg:squarederror"), 2: "binary:logistic"}
        parameters = {
            "objective": objective.get(task.classes, "multi:softprob"),
            "tree_method": "hist",
            "max_bin": 256,
            "max_cat_to_onehot": 5,
            "subsample": 0.9,
            "reg_lambda": 1.0,
            "seed": task.seed,
            "nthread": 1,
            **({"num_class": task.classes} if task.classes > 2 else {}),
            **settings,
        }
        rows, checked = (_rows(data, categorical, task) for data in (train, valid))
        patience = Patience(task, _PATIENCE, _MOST_ROUNDS, parameters["learning_rate"], exactly)
        model, rounds = boost(parameters, rows, checked, max(_MOST_ROUNDS, exactly or 0), patience)
        info = {"classes": task.classes, "categorical": categorical, "rounds": rounds, "rate": patience.rate}
        return cls(Booster(model, task.threads), info)

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any]:
        """So many rounds on average, and some more."""
        return settled([each._info["rounds"] for each in models], [each._info["rate"] for each in models])

    def reached(self, settings: dict[str, Any]) -> bool:
        """Whether it has all rounds."""
        return bool(self._info["rounds"] == settings["rounds"])

    def predict(self, matrix: Array) -> Array:
        """By the C library."""
        if not len(matrix):
            return np.zeros((0, self._classes) if self._classes else 0)
        values = self._booster.predict(matrix)
        if self._classes == 2:
            return np.column_stack([1 - values, values])
        return values / values.sum(axis=1, keepdims=True) if self._classes else values

    def contributions(self, matrix: Array) -> Array | None:
        """TreeSHAP, summed over the classes."""
        found = self._booster.contributions(matrix, self._categorical)
        return np.abs(found[:, :, :-1]).mean(axis=0).sum(axis=0)

    def store(self) -> Stored:
        """XGBoost's own UBJSON format."""
        model = np.frombuffer(self._booster.model, dtype=np.uint8)
        return Stored(self._info, {"ubj": model})

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:
        """From UBJSON; parsed at the first prediction."""
        return cls(Booster(stored.arrays["ubj"].tobytes(), threads), stored.info)


def _rows(data: Data, categorical: list[int], task: Task) -> Rows:
    weight = data.weight
    if task.loss == "relative" and not task.classes:
        weight = (1.0 if weight is None else weight) / np.maximum(np.abs(data.target), 1.0)
    return Rows(data.matrix, data.target, weight, categorical)
