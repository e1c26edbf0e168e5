"""statsforecast's models, each alone, and the mean of three of them: the field's statistical ensemble.

Where a model cannot take a series, SeasonalNaive answers, as statsforecast's own `fallback_model` does.
"""

import json
import sys
import time
import warnings
from typing import Any

import numpy as np

_LEVEL = 80
_ENSEMBLE = ("AutoETS", "AutoCES", "DynamicOptimizedTheta")


def forecast(cell: dict[str, Any]) -> dict[str, Any]:
    """Mean and the 80 % interval of each model; of the ensemble the means of both."""
    from statsforecast import models

    warnings.simplefilter("ignore")
    season = cell["season"]
    kinds = {
        "SeasonalNaive": models.SeasonalNaive(season_length=season),
        "AutoETS": models.AutoETS(season_length=season),
        "AutoCES": models.AutoCES(season_length=season),
        "DynamicOptimizedTheta": models.DynamicOptimizedTheta(season_length=season),
    }
    found: dict[str, Any] = {}
    for name, model in kinds.items():
        began = time.process_time()
        answers = [_one(model, kinds["SeasonalNaive"], values, cell["horizon"]) for values in cell["series"].values()]
        found[name] = {"cpu_seconds": time.process_time() - began, **_answer(answers)}
    three = [found[name] for name in _ENSEMBLE]
    found["statsforecast ensemble"] = {
        "cpu_seconds": sum(one["cpu_seconds"] for one in three),
        "mean": np.mean([one["mean"] for one in three], axis=0).tolist(),
        "quantiles": np.mean([one["quantiles"] for one in three], axis=0).tolist(),
    }
    return found


def _one(model: Any, plain: Any, values: list[float], horizon: int) -> dict[str, Any]:
    line = np.array(values)
    try:
        found = model.forecast(y=line, h=horizon, level=[_LEVEL])
    except Exception:  # a model says in many ways that a series is not for it
        found = None
    if found is None or not all(np.isfinite(found[key]).all() for key in ("mean", f"lo-{_LEVEL}", f"hi-{_LEVEL}")):
        found = plain.forecast(y=line, h=horizon, level=[_LEVEL])
    return dict(found)


def _answer(answers: list[dict[str, Any]]) -> dict[str, Any]:
    columns = (f"lo-{_LEVEL}", "mean", f"hi-{_LEVEL}")
    return {
        "mean": [one["mean"].tolist() for one in answers],
        "quantiles": [np.column_stack([one[column] for column in columns]).tolist() for one in answers],
    }


if __name__ == "__main__":
    print("\n" + json.dumps(forecast(json.load(sys.stdin))))
