"""AutoGluon-TimeSeries, medium quality, without the models whose weights come from a hub."""

import json
import os
import sys
import tempfile
from importlib import import_module
from typing import Any

_HUB = ["Chronos2", "Toto2", "Chronos"]
_STEPS = {"1M": "MS", "3M": "QS", "1D": "D"}
_LEVELS = [0.1, 0.5, 0.9]


def forecast(cell: dict[str, Any]) -> dict[str, Any]:
    """As the preset does it, without a time limit, so that nothing is left out for want of time."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    pandas, package = import_module("pandas"), import_module("autogluon.timeseries")
    step = _STEPS[cell["frequency"]]
    frames = [
        pandas.DataFrame(
            {
                "item_id": name,
                "timestamp": pandas.date_range(cell["starts"][name], periods=len(values), freq=step),
                "target": values,
            }
        )
        for name, values in cell["series"].items()
    ]
    data = package.TimeSeriesDataFrame.from_data_frame(pandas.concat(frames))
    with tempfile.TemporaryDirectory() as folder:
        predictor = package.TimeSeriesPredictor(
            prediction_length=cell["horizon"],
            freq=step,
            eval_metric="WQL",
            quantile_levels=_LEVELS,
            path=folder,
            verbosity=1,
        )
        predictor.fit(data, presets="medium_quality", excluded_model_types=_HUB, random_seed=cell["seed"])
        found = predictor.predict(data, random_seed=cell["seed"])
        board = predictor.leaderboard()[["model", "score_val"]].to_dict("records")
    rows = [found.loc[name] for name in cell["series"]]
    levels = [str(level) for level in _LEVELS]
    return {
        "AutoGluon-TimeSeries": {
            "mean": [row["mean"].tolist() for row in rows],
            "quantiles": [row[levels].to_numpy().tolist() for row in rows],
            "models": board,
        }
    }


if __name__ == "__main__":
    print("\n" + json.dumps(forecast(json.load(sys.stdin))))
