"""AutoGluon's TabularPredictor with the preset `medium_quality` or `best_quality`."""

from pathlib import Path
from typing import Any

from bench.automl.engines import Task
from bench.automl.engines.pandas_rows import rows

__all__ = ["fit", "prepare", "rows"]


def prepare() -> None:
    import autogluon.tabular  # noqa: F401


def fit(table: Any, task: Task, preset: str) -> "Predictor":
    """`dynamic_stacking` is off: with a short budget it leaves best_quality without a model."""
    from autogluon.tabular import TabularPredictor, __version__

    metric = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "root_mean_squared_error"}[task.kind]
    predictor = TabularPredictor("target", task.kind, metric, path=f"{task.path}/models", verbosity=0)
    predictor.fit(
        table,
        presets=f"{preset}_quality",
        time_limit=task.budget,
        num_cpus=1,
        num_gpus=0,
        dynamic_stacking=False,
        learning_curves=False,
    )
    return Predictor(predictor, task, __version__)


class Predictor:
    """The best model, kept in memory as AutoGluon advises for predicting often."""

    def __init__(self, predictor: Any, task: Task, version: str) -> None:
        self.version = version
        self._predictor, self._task = predictor, task
        self._persisted = False

    def predict(self, table: Any) -> Any:
        if not self._persisted:
            self._predictor.persist()
            self._persisted = True
        if self._task.kind == "regression":
            return self._predictor.predict(table).to_numpy()
        shares = self._predictor.predict_proba(table)
        return shares[sorted(shares.columns)].to_numpy()

    def size(self) -> int:
        """Of AutoGluon's own clone for deployment."""
        place = self._predictor.clone_for_deployment(f"{self._task.path}/deployed")
        return sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
