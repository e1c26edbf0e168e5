"""FLAML's AutoML with its default list of estimators, as far as they are installed."""

import pickle
from typing import Any

from bench.automl.engines import Task
from bench.automl.engines.pandas_rows import rows

__all__ = ["fit", "prepare", "rows"]


def prepare() -> None:
    import flaml.automl  # noqa: F401
    import lightgbm  # noqa: F401


def fit(table: Any, task: Task, _preset: str) -> "Searched":
    import flaml

    settings = flaml.AutoML()
    settings.fit(
        X_train=table.drop(columns="target"),
        y_train=table["target"],
        task="regression" if task.kind == "regression" else "classification",
        metric={"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}[task.kind],
        time_budget=task.budget,
        n_jobs=1,
        seed=task.seed,
        verbose=0,
        log_file_name="",
    )
    return Searched(settings, task.kind != "regression", flaml.__version__)


class Searched:
    """The best model found."""

    def __init__(self, found: Any, classifies: bool, version: str) -> None:
        self.version = version
        self._found, self._classifies = found, classifies

    def predict(self, table: Any) -> Any:
        return self._found.predict_proba(table) if self._classifies else self._found.predict(table)

    def size(self) -> int:
        return len(pickle.dumps(self._found.model))
