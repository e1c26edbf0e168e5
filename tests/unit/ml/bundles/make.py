"""Makes the bundles that are not there yet: `python -m tests.unit.ml.bundles.make`. Old ones stay as they are.

`prepared` makes the one of version 3, a model with a recipe, alone.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from sealcanvas.ml.bundle import pack
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.recipe import Recipe
from sealcanvas.ml.recipe.preparation import Preparation
from sealcanvas.ml.series import SeriesConfig
from sealcanvas.ml.series.train import train as train_series
from sealcanvas.ml.tabular import train
from tests.support.small_model import SERIES_HORIZON, small_history, small_table

HERE = Path(__file__).parent
VERSION = 2


# By name: what is learnt, of what kind, by which learner.
TABULAR = {
    "lightgbm": ("churn", ProblemType.BINARY, "lightgbm"),
    "linear-learner": ("churn", ProblemType.BINARY, "linear-learner"),
    "xgboost": ("churn", ProblemType.BINARY, "xgboost"),
    "extra-trees": ("churn", ProblemType.BINARY, "extra-trees"),
    "randomforest": ("churn", ProblemType.BINARY, "randomforest"),
    "mlp": ("churn", ProblemType.BINARY, "mlp"),
    "regression": ("amount", ProblemType.REGRESSION, "linear-learner"),
    "multiclass": ("都市", ProblemType.MULTICLASS, "linear-learner"),
}


def main() -> None:
    """Those bundles that are not there yet, and what they predict."""
    path = HERE / f"expected-{VERSION}.json"
    expected: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    lineage: dict[str, Any] = {"job": "fixture", "inputs": {}, "recipe": {}, "seed": 0}
    rows = small_table(120)
    for name, (target, problem, algorithm) in TABULAR.items():
        if name in expected:
            continue
        wish: dict[str, Any] = {"budget_seconds": 10, "algorithms": [algorithm], "max_candidates": 1}
        model = train(rows, target, problem, validation_fraction=0.3, **wish)
        (HERE / f"{name}-{VERSION}.zip").write_bytes(pack(model.to_bundle(), lineage))
        predicted = model.predict(rows.slice(0, 10))
        expected[name] = {column: predicted[column].to_pylist() for column in predicted.column_names[:2]}
        expected[name]["contributions"] = model.explain(rows.slice(0, 3)).contributions.tolist()
    if "series" not in expected:
        config = SeriesConfig("sold", "day", "item", "D", SERIES_HORIZON)
        series = train_series(small_history(), config, budget_seconds=20, algorithms=["seasonal-naive", "lightgbm"])
        (HERE / f"series-{VERSION}.zip").write_bytes(pack(series.to_bundle(), lineage))
        forecast = series.predict().to_pydict()
        expected["series"] = {name: forecast[name] for name in ("item", "p10", "p50", "p90")}
    path.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")


def prepared() -> None:
    """A model with a recipe that joins, and what it predicts."""
    rows, cities = small_table(120), pa.table({"city": ["東京", "Kobe"], "weight": [1.0, 3.0]})
    steps = [
        {"step": "replace", "column": "amount", "what": "outlier", "by": "bound", "deviations": 2},
        {"step": "join", "table": "cities", "how": "left", "on": [["都市", "city"]]},
        {"step": "formula", "column": "value", "formula": "amount * coalesce(weight, 2)"},
        {"step": "filter", "rows": "keep", "where": "amount > -2"},
    ]
    preparation, made = Preparation.learn(Recipe.of(steps), rows, "churn", {"cities": cities}, memory_bytes=256 << 20)
    wish: dict[str, Any] = {"budget_seconds": 10, "algorithms": ["linear-learner"], "max_candidates": 1}
    model = replace(train(made, "churn", ProblemType.BINARY, validation_fraction=0.3, **wish), preparation=preparation)
    (HERE / "prepared-3.zip").write_bytes(pack(model.to_bundle()))
    predicted = model.predict(rows.slice(0, 10))
    told = {column: predicted[column].to_pylist() for column in ("churn", "probability")}
    (HERE / "prepared-3.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    prepared() if sys.argv[1:] == ["prepared"] else main()
