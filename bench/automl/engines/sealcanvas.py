"""Ours: `sealcanvas.ml.tabular.train` as a job calls it."""

from importlib.metadata import version
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.automl.engines import Task
from bench.automl.sets import METRICS


def rows(path: str, target: bool, kept: Any) -> Any:
    """An Arrow table."""
    table = pq.read_table(path).filter(pa.array(kept))
    return table if target else table.drop_columns("target")


def prepare() -> None:
    """Our own modules; what they import while training is part of the budget, as for the peers."""
    import sealcanvas.ml.bundle
    import sealcanvas.ml.tabular  # noqa: F401


def fit(table: Any, task: Task, _preset: str) -> "Ours":
    """One thread."""
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.tabular import train

    kinds = {
        "binary": ProblemType.BINARY,
        "multiclass": ProblemType.MULTICLASS,
        "regression": ProblemType.REGRESSION,
    }
    model = train(
        table,
        "target",
        kinds[task.kind],
        objective=METRICS[task.kind],
        budget_seconds=task.budget,
        seed=task.seed,
        threads=1,
    )
    return Ours(model)


class Ours:
    """A model as it is stored, opened again; storing is no part of training: a job does it afterwards."""

    def __init__(self, model: Any) -> None:
        self.version = version("sealcanvas")
        self._trained, self._stored = model, b""
        self._model: Any = None

    def predict(self, table: Any) -> Any:
        import numpy as np

        from sealcanvas.ml import bundle

        if self._model is None:
            self._stored = bundle.pack(self._trained.to_bundle())
            self._model = bundle.load_model(self._stored)
        predicted = self._model.predict(table)
        if not self._model.classes:
            return predicted["target"].to_numpy()
        names = sorted(self._model.classes)
        return np.column_stack([predicted[f"probability_{name}"].to_numpy() for name in names])

    def size(self) -> int:
        return len(self._stored)
