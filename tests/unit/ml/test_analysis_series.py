"""The whole report of a forecast model, from its back-test."""

import json
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.analysis.backtest import BacktestRows
from sealcanvas.ml.analysis.forecast import analyze_series
from sealcanvas.ml.metrics import score_series
from sealcanvas.ml.series import SeriesModel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(employment_model: SeriesModel) -> dict[str, Any]:
    return analyze_series(employment_model, 60.0, 0.01, lambda: None)


def test_the_back_test_as_arrays_gives_the_models_own_scores(employment_model: SeriesModel) -> None:
    tested = BacktestRows.of(employment_model)
    whole = np.arange(len(tested.truth))
    found, naive = score_series(tested.errors(whole)), score_series(tested.naive(whole))
    for name, score in employment_model.metrics.items():
        assert found[name] == pytest.approx(score.value)
    assert naive["WAPE"] == pytest.approx(employment_model.metrics["WAPE"].baseline)
    assert naive["MASE"] == pytest.approx(employment_model.metrics["MASE"].baseline)
    assert tested.coverage(whole) == pytest.approx(employment_model.coverage)
    assert sorted(set(tested.step.tolist())) == list(range(1, 13))


def test_every_score_has_an_interval_over_series(employment_model: SeriesModel, told: dict[str, Any]) -> None:
    assert told["confidence"]["rows"] == len(employment_model.panel)
    for score in told["metrics"]:
        assert score["low"] <= score["value"] <= score["high"]
        assert score["baseline"] == employment_model.metrics[score["name"]].baseline


def test_windows_steps_and_items_are_told_beside_the_baseline(
    employment_model: SeriesModel, told: dict[str, Any]
) -> None:
    forecast = told["forecast"]
    windows = forecast["windows"]
    assert [each["window"] for each in windows] == sorted(set(employment_model.backtest["window"].to_pylist()))
    assert windows[0]["end"] > windows[-1]["start"]
    assert [each["step"] for each in forecast["steps"]] == list(range(1, 13))
    assert sum(each["rows"] for each in forecast["steps"]) == employment_model.backtest.num_rows
    assert forecast["steps"][0]["WAPE"] < forecast["steps"][-1]["WAPE"]
    coverage = forecast["coverage"]
    assert (coverage["nominal"], coverage["measured"]) == (pytest.approx(0.8), employment_model.coverage)
    assert coverage["quantiles"]["p10"] < coverage["quantiles"]["p50"] < coverage["quantiles"]["p90"]
    name = employment_model.objective.name
    worst, best = forecast["items"]["worst"], forecast["items"]["best"]
    assert worst[0][name] == max(each[name] for each in worst)
    assert len(worst) + len(best) + forecast["items"]["left_out"] == employment_model.item_metrics.num_rows
    assert {"sector", "MASE"} <= set(worst[0])


def test_charts_are_few_and_in_order(employment_model: SeriesModel, told: dict[str, Any]) -> None:
    charts = told["forecast"]["charts"]
    assert len(charts) == 6
    for chart in charts:
        assert chart["time"] == sorted(chart["time"])
        assert len(chart["time"]) == len(chart["actual"]) == len(chart["quantiles"]["p50"]) <= 400
    assert len(json.dumps(told, allow_nan=False)) < 300_000
