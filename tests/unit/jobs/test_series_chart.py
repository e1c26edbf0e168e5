"""Charts of a forecast: an index of its items, a place for each, and all together."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.tasks.series_chart import charts_of
from sealcanvas.ml.series import SeriesConfig
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.panel import Layout, Panel
from sealcanvas.ml.series.model import Forecast

HORIZON = 2


def _made(values: list[list[float]], ends: list[int], ahead: dict[str, list[float]]) -> Forecast:
    days = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[us]")
    clock = Clock.of(Frequency.parse("D"), days, None)
    first = int(clock.periods(days)[0])
    panel = Panel(
        [(f"店{number}",) for number in range(len(values))],
        [np.array(each) for each in values],
        np.array(ends) + first,
        Layout(clock),
        [],
        np.zeros((len(values), 0)),
    )
    return Forecast(pa.table(ahead), ["beware"], panel)


def _config() -> SeriesConfig:
    return SeriesConfig.from_dict(
        {"target": "y", "timestamp": "t", "item": "item", "frequency": "D", "horizon": HORIZON, "quantiles": ["p50"]}
    )


def _chart(text: bytes, row: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text[row[1] : row[1] + row[2]])
    return found


def test_each_item_lies_where_the_index_says_and_only_those_that_end_last_are_summed() -> None:
    p50, mean = [1.0, 2, 10, 20, 100, 200], [1.5, 2.5, 10.5, 20.5, 100.5, 200.5]
    made = _made([[1, 2, 3], [5], [7, 8]], [2, 2, 1], {"p50": p50, "mean": mean})
    charts = charts_of(made, _config(), ["p50"], 7)
    index = json.loads(charts.index)
    assert [row[0] for row in index["items"]] == [["店0"], ["店1"], ["店2"]]
    third = _chart(charts.text, index["items"][2])
    assert third["past"] == {"times": ["2024-01-01T00:00:00", "2024-01-02T00:00:00"], "values": [7, 8]}
    assert third["ahead"] == {
        "times": ["2024-01-03T00:00:00", "2024-01-04T00:00:00"],
        "p50": [100, 200],
        "mean": [100.5, 200.5],
    }
    assert index["items"][0][3:] == [2.5, [1.5]], "means of the last periods, and ahead"
    total = index["total"]
    assert (total["items"], total["left_out"]) == (2, 1)
    assert total["past"]["values"] == [1, 2, 3 + 5]
    assert total["ahead"] == {"times": ["2024-01-04T00:00:00", "2024-01-05T00:00:00"], "mean": [12, 23]}
    assert total["together"] == {"p50": [11, 22]}
    assert index["warnings"] == ["beware"]


def test_what_is_not_known_is_null_and_counts_as_nothing_in_the_sum() -> None:
    made = _made([[1, float("nan"), 3], [1, 1, 1]], [2, 2], {"p50": [1.0, 2, 3, 4], "mean": [1.0, 2, 3, 4]})
    charts = charts_of(made, _config(), ["p50"], 1)
    index = json.loads(charts.index)
    assert _chart(charts.text, index["items"][0])["past"]["values"] == [1, None, 3]
    assert index["items"][0][3] == pytest.approx(3)
    assert index["total"]["past"]["values"] == [2, 1, 4]


def test_very_many_items_keep_less_history_but_a_horizon_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.jobs.tasks.series_chart._MOST_VALUES", 2)
    made = _made([[1.0] * 50, [2.0] * 50], [49, 49], {"p50": [1.0] * 4, "mean": [1.0] * 4})
    charts = charts_of(made, _config(), ["p50"], 1)
    index = json.loads(charts.index)
    assert _chart(charts.text, index["items"][1])["past"]["values"] == [2, 2]
    assert len(index["total"]["past"]["values"]) == HORIZON


def test_a_forecast_of_nothing_has_no_total() -> None:
    charts = charts_of(_made([], [], {"p50": [], "mean": []}), _config(), ["p50"], 1)
    assert (json.loads(charts.index)["items"], json.loads(charts.index)["total"], charts.text) == ([], None, b"")
