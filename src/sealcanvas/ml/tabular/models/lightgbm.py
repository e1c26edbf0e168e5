"""Gradient-boosted trees by LightGBM."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.lightgbm_library import BoosterText
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task

_OBJECTIVES = {"squared": "regression", "absolute": "regression_l1", "relative": "mape"}
_MOST_ROUNDS = 4_000
_PATIENCE = 60
# Codes of more categories than this are not split as sets; they stay ranks by frequency.
_MOST_CODES = 1_000


class LightGBM(Learner):
    """Boosted until the validation loss has not fallen for 60 rounds, or the deadline."""

    algorithm = "lightgbm"

    def __init__(self, booster: BoosterText, classes: int) -> None:
        self._booster = booster
        self._classes = classes

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """A quick one first; then slower and more diverse ones."""
        return [
            (0, {"learning_rate": 0.1, "num_leaves": 31, "feature_fraction": 0.8, "min_data_in_leaf": 20}),
            (30, {"learning_rate": 0.04, "num_leaves": 31, "feature_fraction": 0.6, "min_data_in_leaf": 10}),
            (40, {"learning_rate": 0.05, "num_leaves": 63, "extra_trees": True, "feature_fraction": 0.7}),
            (60, {"learning_rate": 0.03, "num_leaves": 10, "feature_fraction": 0.5, "lambda_l2": 3.0}),
            (70, {"learning_rate": 0.04, "num_leaves": 127, "feature_fraction": 0.5, "min_data_in_leaf": 5}),
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
        load("lightgbm", task.beat)
        import lightgbm

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
        categorical: Any = [index for index in task.layout.categorical if task.layout.sizes[index] <= _MOST_CODES]
        best = _Best(task)
        rows = lightgbm.Dataset(
            train.matrix, train.target, categorical_feature=categorical or "auto", params=parameters
        )
        checked = rows.create_valid(valid.matrix, valid.target)
        booster = lightgbm.train(parameters, rows, _MOST_ROUNDS, valid_sets=[checked], callbacks=[best])
        text = booster.model_to_string(num_iteration=best.rounds or 1)
        return cls(BoosterText(text, task.threads), task.classes)

    def predict(self, matrix: Array) -> Array:
        """By the C library."""
        values = self._booster.predict(matrix)
        if self._classes == 2:
            return np.column_stack([1 - values, values])
        return values

    def contributions(self, matrix: Array) -> Array | None:
        """TreeSHAP, summed over the classes."""
        return np.abs(self._booster.contributions(matrix)[:, :, :-1]).mean(axis=0).sum(axis=0)

    def store(self) -> Stored:
        """LightGBM's own text format."""
        return Stored({"classes": self._classes}, {}, self._booster.text)

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:
        """From text; parsed at the first prediction."""
        return cls(BoosterText(stored.text, threads), stored.info["classes"])


class _Best:
    """A LightGBM callback: beats, remembers the best round, and stops when patience or time is out."""

    order = 30
    before_iteration = False

    def __init__(self, task: Task) -> None:
        self._task = task
        self._loss = float("inf")
        self.rounds = 0

    def __call__(self, env: Any) -> None:
        from lightgbm.callback import EarlyStopException

        self._task.beat()
        loss = env.evaluation_result_list[0][2]
        if loss < self._loss:
            self._loss, self.rounds = loss, env.iteration + 1
        if self._task.late or env.iteration + 1 - self.rounds >= _PATIENCE:
            raise EarlyStopException(self.rounds - 1, env.evaluation_result_list)
