"""Logarithms: where seasons and effects multiply they forecast better, and what they say is in the target's unit."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.series import SeriesConfig, SeriesModel, train
from sealcanvas.ml.series.data.frequency import Frequency
from sealcanvas.ml.series.data.logs import Logs, mostly_positive
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.regular import regularize
from tests.unit.ml.driven import AHEAD, config, driven

PERIODS = 72


def shop(items: int = 4) -> Any:
    """Sales that grow by 2 % a month, with December five times June."""
    months = np.arange(PERIODS)
    season = np.exp(0.8 * np.cos(2 * np.pi * (months - 11) / 12))
    dates = (np.datetime64("2018-01") + months).astype("datetime64[D]")
    random = np.random.default_rng(2)
    lines = [(10 + item) * 1.02**months * season * np.exp(random.normal(0, 0.03, PERIODS)) for item in range(items)]
    return pa.table(
        {
            "item": np.repeat([f"品{n}" for n in range(items)], PERIODS),
            "month": np.tile(dates, items),
            "y": np.hstack(lines),
        }
    )


MONTHLY = SeriesConfig("y", "month", "item", "M", 12)


def panel(*lines: list[float]) -> Panel:
    rows = [
        (f"i{place}", f"2024-01-{day + 1:02}", value)
        for place, line in enumerate(lines)
        for day, value in enumerate(line)
    ]
    item, day, value = zip(*rows, strict=True)
    table = pa.table({"item": item, "day": day, "y": value})
    return regularize(table, SeriesConfig("y", "day", "item", "D", 1)).panel


def test_only_series_that_are_positive_throughout_are_taken() -> None:
    logs = Logs.of(panel([1.0, np.e, 1.0], [0.0, 2.0, 4.0], [-1.0, 2.0, 3.0]))
    assert logs.taken.tolist() == [True, False, False]
    assert logs.panel.values[0].tolist() == [0.0, 1.0, 0.0]
    assert logs.panel.values[1].tolist() == [0.0, 2.0, 4.0]
    assert not mostly_positive(panel([1.0, 2.0], [0.0, 2.0], [-1.0, 2.0]))
    assert mostly_positive(panel([1.0, 2.0], [0.0, 2.0]))


def test_back_is_the_inverse_and_stays_a_number() -> None:
    logs = Logs.of(panel([1.0, 3.0], [0.0, 9.0]))
    assert logs.back(np.log([[2.0, 4.0], [2.0, 4.0]]))[0] == pytest.approx([2.0, 4.0])
    assert logs.back(np.array([[9999.0], [-5.0]])).ravel().tolist() == pytest.approx([7.0, -5.0])


def test_parts_of_a_step_add_up_to_the_step_in_the_targets_unit() -> None:
    logs = Logs.of(panel([10.0, 12.0], [0.0, 5.0]))
    steps, values = np.array([0.2, 3.0]), np.array([np.log(12.0), 5.0])
    parts = np.array([[0.3, -0.1], [1.0, 2.0]])
    found = logs.moved(values, steps, parts)
    assert found.sum(axis=1) == pytest.approx([12.0 - 12.0 / np.exp(0.2), 3.0])
    assert found[0, 1] == pytest.approx(-found[0, 0] / 3)
    still = logs.moved(values, np.zeros(2), np.zeros((2, 2)))
    assert still.tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("algorithm", ["ces", "lightgbm-trend", "mstl"])
def test_the_twin_is_better_where_seasons_grow_with_the_level(algorithm: str) -> None:
    found = [train(shop(), MONTHLY, budget_seconds=60, algorithms=[name]) for name in (algorithm, f"{algorithm}-log")]
    plain, logs = (model.metrics["MASE"].value for model in found)
    assert logs < 0.8 * plain


def test_zeros_and_negative_values_are_forecast_as_they_are() -> None:
    table = shop()
    values = table["y"].to_numpy().copy()
    values[:PERIODS:5] = 0.0
    values[PERIODS : 2 * PERIODS] -= 20
    odd = table.set_column(2, "y", pa.array(values))
    found = train(odd, MONTHLY, budget_seconds=60, algorithms=["ces-log", "lightgbm-log"]).predict()
    assert all(np.isfinite(found[name].to_numpy()).all() for name in ("p10", "p50", "p90"))


def test_a_standard_build_tries_them_where_half_of_the_series_are_positive() -> None:
    assert Frequency.parse("M").season == 12
    names = {row.algorithm for row in train(shop(2), MONTHLY, budget_seconds=60, quick=False).leaderboard}
    assert {"ces-log", "mstl-log"} <= names


@pytest.fixture(scope="module")
def priced() -> SeriesModel:
    return train(driven()[0], config(), budget_seconds=60, algorithms=["lightgbm-log"], seed=4)


@pytest.mark.slow
def test_explanations_of_logarithms_are_in_the_targets_unit(priced: SeriesModel) -> None:
    table, _, _ = driven()
    ahead = table.filter(pa.compute.is_null(table["qty"]))
    tv = pa.compute.equal(ahead["promo"], "tv").to_numpy(zero_copy_only=False)
    large = np.repeat(np.arange(8) % 2 == 1, AHEAD)
    promo = priced.explain()["promo"].to_numpy()
    # Television adds 80 % of the usual quantity: 160 to large shops, 40 to small ones.
    assert 60 < promo[tv & large].mean() < 220
    assert 15 < promo[tv & ~large].mean() < 60
    assert promo[~tv].mean() < 10


@pytest.mark.slow
def test_a_bundle_of_logarithms_forecasts_the_same(priced: SeriesModel) -> None:
    again = load_model(pack(priced.to_bundle()))
    assert isinstance(again, SeriesModel)
    assert again.predict(mean=True).equals(priced.predict(mean=True))
    assert again.explain().equals(priced.explain())
