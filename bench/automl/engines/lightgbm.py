"""One plain LightGBM: default settings, at most 2,000 rounds, early stopping on 15 % of the rows."""

import time
from typing import Any

from bench.automl.engines import Task
from bench.automl.engines.pandas_rows import rows

__all__ = ["fit", "prepare", "rows"]

_ROUNDS, _PATIENCE, _HELD_OUT = 2_000, 50, 0.15


def prepare() -> None:
    import lightgbm  # noqa: F401


def fit(table: Any, task: Task, _preset: str) -> "Plain":
    import lightgbm
    from sklearn.model_selection import train_test_split

    began = time.monotonic()
    text = {name: table[name].dropna().unique() for name in table.columns[:-1] if table[name].dtype == object}
    ready = _categories(table.drop(columns="target"), text)
    truth = table["target"]
    classifies = task.kind != "regression"
    learn, judge, learn_truth, judge_truth = train_test_split(
        ready, truth, test_size=_HELD_OUT, random_state=task.seed, stratify=truth if classifies else None
    )
    kind = lightgbm.LGBMClassifier if classifies else lightgbm.LGBMRegressor
    model = kind(n_estimators=_ROUNDS, random_state=task.seed, n_jobs=1, verbose=-1)

    def in_time(env: Any) -> None:
        if time.monotonic() - began > 0.95 * task.budget:
            raise lightgbm.callback.EarlyStopException(env.iteration, env.evaluation_result_list)

    metric = {"binary": "auc", "multiclass": "multi_logloss", "regression": "rmse"}[task.kind]
    stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
    model.fit(learn, learn_truth, eval_set=[(judge, judge_truth)], eval_metric=metric, callbacks=[stop, in_time])
    return Plain(model, text, lightgbm.__version__)


def _categories(frame: Any, text: dict[str, Any]) -> Any:
    import pandas

    return frame.assign(**{name: pandas.Categorical(frame[name], categories=known) for name, known in text.items()})


class Plain:
    """The model and which categories it knows."""

    def __init__(self, model: Any, text: dict[str, Any], version: str) -> None:
        self.version = version
        self._model, self._text = model, text

    def predict(self, table: Any) -> Any:
        ready = _categories(table, self._text)
        return self._model.predict_proba(ready) if hasattr(self._model, "classes_") else self._model.predict(ready)

    def size(self) -> int:
        return len(self._model.booster_.model_to_string())
