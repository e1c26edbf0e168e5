"""Sealcanvas's standard build."""

import json
import sys
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml.series import SeriesConfig, train

_BUDGET = 86_400.0
_LEVELS = ("p10", "p50", "p90")


def forecast(cell: dict[str, Any]) -> dict[str, Any]:
    """With more time than it needs, as the peers have."""
    config = SeriesConfig("value", "at", "item", cell["frequency"], cell["horizon"], quantiles=_LEVELS)
    model = train(_table(cell), config, budget_seconds=_BUDGET, seed=cell["seed"], quick=False)
    found = model.predict(mean=True)
    shape = (-1, cell["horizon"])
    names = found["item"].to_pylist()[:: cell["horizon"]]
    order = [names.index(name) for name in cell["series"]]
    quantiles = np.stack([found[name].to_numpy().reshape(shape) for name in _LEVELS], axis=2)
    return {
        "Sealcanvas": {
            "mean": found["mean"].to_numpy().reshape(shape)[order].tolist(),
            "quantiles": quantiles[order].tolist(),
            "models": [{"model": row.algorithm, "weight": round(row.weight, 3)} for row in model.leaderboard[1:]],
            "own_coverage": model.coverage,
        }
    }


def _table(cell: dict[str, Any]) -> Any:
    columns: dict[str, list[Any]] = {"item": [], "at": [], "value": []}
    for name, values in cell["series"].items():
        columns["item"] += [name] * len(values)
        columns["at"] += _dates(date.fromisoformat(cell["starts"][name]), len(values), cell["frequency"])
        columns["value"] += values
    return pa.table(columns)


def _dates(start: date, count: int, frequency: str) -> list[date]:
    if frequency == "1D":
        return [start + timedelta(days=place) for place in range(count)]
    step = int(frequency[:-1])
    months = [start.year * 12 + start.month - 1 + step * place for place in range(count)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


if __name__ == "__main__":
    print("\n" + json.dumps(forecast(json.load(sys.stdin))))
