"""Which statistical model a series is given, and what an old model file lacks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import Bundle, load_model, pack, pack_arrays, unpack_arrays
from sealcanvas.ml.series import SeriesConfig, train
from sealcanvas.ml.series.data.frequency import Frequency
from sealcanvas.ml.series.data.regular import regularize
from sealcanvas.ml.series.models.base import Task
from sealcanvas.ml.series.models.intermittent import Intermittent
from sealcanvas.ml.series.models.mstl import SeasonalDecomposition

CONFIG = SeriesConfig("y", "day", "item", "D", 7)


def task(frequency: str = "D", season: int = 7) -> Task:
    config = SeriesConfig("y", "day", "item", frequency, 7)
    return Task(config, season, 0, 1, float("inf"), lambda: None)


@pytest.mark.parametrize(
    ("frequency", "seasons"),
    [
        ("D", [7, 365]),
        ("2D", [7, 183]),
        ("H", [24, 168]),
        ("30min", [48, 336]),
        ("M", [12]),
        ("3M", [4]),
        ("W", [52]),
        ("Y", [1]),
    ],
)
def test_seasons_that_lie_over_each_other(frequency: str, seasons: list[int]) -> None:
    assert Frequency.parse(frequency).seasons == seasons


def test_a_longer_season_is_used_once_the_series_shows_it_twice() -> None:
    forecaster = SeasonalDecomposition()
    short, long = np.arange(400.0), np.arange(760.0)
    assert list(forecaster.suited(short, 7, task()).season_length) == [7]
    assert list(forecaster.suited(long, 7, task()).season_length) == [7, 365]
    assert not hasattr(forecaster.suited(short, 1, task(season=1)), "trend_forecaster")


def test_a_year_of_days_is_seen_beside_the_week() -> None:
    days = np.arange(800)
    values = 50 + 10 * np.sin(2 * np.pi * days / 365) + 5 * (days % 7 == 6)
    table = pa.table(
        {"day": pa.array(np.datetime64("2020-01-01") + days[:-30]), "item": ["a"] * 770, "y": values[:-30]}
    )
    config = replace(CONFIG, horizon=30)
    miss = {
        name: np.abs(
            train(table, config, budget_seconds=60, algorithms=[name]).predict()["p50"].to_numpy() - values[-30:]
        ).mean()
        for name in ("mstl", "seasonal-naive")
    }
    assert miss["mstl"] < 0.5 * miss["seasonal-naive"]


@pytest.mark.parametrize(("every", "model"), [(1, "SESOpt"), (2, "CrostonSBA"), (7, "CrostonSBA")])
def test_the_more_zeros_the_more_is_demand_an_event(every: int, model: str) -> None:
    values = np.where(np.arange(60) % every == 0, 4.0, 0.0)
    assert Intermittent().suited(values, 7, task()).alias == model


def test_demand_that_seems_to_be_over_may_end() -> None:
    values = np.where(np.arange(60) % 3 == 0, 4.0, 0.0)
    values[40:] = 0
    assert Intermittent().suited(values, 7, task()).alias == "TSB"


def test_intermittent_demand_is_tried_only_where_there_is_some() -> None:
    events = np.where(np.arange(60) % 3 == 0, 4.0, 0.0)
    for values, tried in ((events, True), (events + 1, False)):
        table = pa.table(
            {"day": pa.array(np.datetime64("2024-01-01") + np.arange(60)), "item": ["a"] * 60, "y": values}
        )
        assert Intermittent.suits(regularize(table, CONFIG).panel) is tried


def test_intermittent_demand_is_met_on_the_mean() -> None:
    random = np.random.default_rng(3)
    demand = (random.random(200) < 0.3) * random.poisson(5, 200)
    table = pa.table({"day": pa.array(np.datetime64("2024-01-01") + np.arange(200)), "item": ["a"] * 200, "y": demand})
    found = train(table, CONFIG, budget_seconds=60, algorithms=["intermittent"]).predict(mean=True)
    assert found["mean"].to_numpy() == pytest.approx(demand.mean(), rel=0.5)


def test_a_model_of_before_widths_forecasts_with_widths_of_one() -> None:
    days = np.arange(60)
    parts: list[Any] = [
        pa.table({"day": pa.array(np.datetime64("2024-01-01") + days), "item": [name] * 60, "y": level + days % 7.0})
        for name, level in (("a", 1.0), ("b", 5.0))
    ]
    model = train(pa.concat_tables(parts), CONFIG, budget_seconds=60, algorithms=["seasonal-naive"])
    bundle = model.to_bundle()
    arrays = unpack_arrays(bundle.parts["series.npz"])
    del arrays["widths"]
    old = Bundle(bundle.manifest, {**bundle.parts, "series.npz": pack_arrays(arrays)})
    again: Any = load_model(pack(old))
    assert again.widths.tolist() == [1.0, 1.0]
    assert again.predict().num_rows == 14
