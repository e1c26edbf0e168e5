"""How much of the history a forecast's charts keep."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sealcanvas.jobs.tasks import series_chart
from sealcanvas.jobs.tasks.series_chart import charts_of
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.panel import Layout, Panel

ITEMS, PERIODS, HORIZON = 10, 500, 2


def kept(features: int) -> tuple[int, int]:
    """Periods of history in a chart, and values of history in all of them."""
    panel = Panel(
        [(f"item {n}",) for n in range(ITEMS)],
        [np.ones(PERIODS)] * ITEMS,
        np.full(ITEMS, PERIODS),
        Layout(Clock(Frequency.parse("D"), 0, 1, 1)),
        [np.ones((PERIODS + HORIZON, features))] * ITEMS if features else [],
        np.empty((ITEMS, 0)),
    )
    table = pd.DataFrame({name: np.ones(ITEMS * HORIZON) for name in ("mean", "p50")})
    config = SimpleNamespace(horizon=HORIZON, keys=["item_id"], features=[f"related_{n}" for n in range(features)])
    made: Any = SimpleNamespace(table=table, panel=panel, warnings=[])
    told: Any = config
    charts = charts_of(made, told, ["p50"], 7)
    parts = [charts.text[at : at + length] for _, at, length, *_ in json.loads(charts.index)["items"]]
    lines = [
        [chart["past"]["values"], *(each["past"] for each in chart["related"].values())]
        for chart in map(json.loads, parts)
    ]
    return len(lines[0][0]), sum(len(line) for chart in lines for line in chart)


def test_related_columns_count_as_history_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_chart, "_MOST_VALUES", 1_000)
    assert kept(features=0) == (60, 600)
    assert kept(features=4) == (20, 1_000)


def test_there_is_always_a_horizon_of_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_chart, "_MOST_VALUES", 1)
    assert kept(features=4)[0] == HORIZON
