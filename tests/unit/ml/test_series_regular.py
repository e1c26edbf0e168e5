from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.ml.errors import BadOption, BadSeries, MLError
from sealcanvas.ml.series import SeriesConfig, train
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.regular import check_length, regularize


def rows(days: list[str], values: list[float | None], item: str = "a") -> Any:
    return pa.table({"day": days, "sku": [item] * len(days), "qty": values})


def config(frequency: str = "D", horizon: int = 2, **more: Any) -> SeriesConfig:
    return SeriesConfig("qty", "day", "sku", frequency, horizon, **more)


def values(table: Any, settings: SeriesConfig) -> list[list[float]]:
    panel = regularize(table, settings).panel
    return [line.tolist() for line in panel.values]


def test_duplicates_are_summed_or_combined_as_asked() -> None:
    table = rows(["2024-01-01", "2024-01-01", "2024-01-02"], [1.0, 3.0, 5.0])
    assert values(table, config()) == [[4.0, 5.0]]
    for how, first in {"avg": 2.0, "first": 1.0, "min": 1.0, "max": 3.0}.items():
        assert values(table, config(aggregation={"qty": how})) == [[first, 5.0]]
    assert "combined by sum" in regularize(table, config()).warnings[0]


def test_gaps_are_zero_or_filled_as_asked() -> None:
    table = rows(["2024-01-01", "2024-01-02", "2024-01-05"], [1.0, 2.0, 5.0])
    assert values(table, config()) == [[1, 2, 0, 0, 5]]
    expected: dict[str, list[float]] = {"nan": [3, 4], "mean": [1.5, 1.5], "max": [2, 2], "7": [7, 7]}
    for rule, gap in expected.items():
        assert values(table, config(filling={"qty": {"middlefill": rule}})) == [[1, 2, *gap, 5]]
    fixed = config(filling={"qty": {"middlefill": "value", "middlefill_value": "9"}})
    assert values(table, fixed) == [[1, 2, 9, 9, 5]]


def test_front_and_back_reach_to_the_whole_span_only_when_asked() -> None:
    table = pa.concat_tables(
        [
            rows(["2024-01-01", "2024-01-02", "2024-01-04"], [1.0, 2.0, 4.0]),
            rows(["2024-01-02", "2024-01-03"], [6, 7.0], "b"),
        ]
    )
    assert values(table, config())[1] == [6, 7]
    filled = config(filling={"qty": {"frontfill": "zero", "backfill": "mean"}})
    assert values(table, filled)[1] == [0, 6, 7, 6.5]


def test_series_are_items_times_groups() -> None:
    table = pa.table(
        {
            "day": ["2024-01-01", "2024-01-02"] * 3,
            "sku": [1] * 6,
            "shop": ["x", "x", "y", "y", None, None],
            "qty": range(6),
        }
    )
    panel = regularize(table, config(groups=("shop",))).panel
    assert panel.names == [("1", "x"), ("1", "y")]


@pytest.mark.parametrize(
    ("texts", "frequency", "following"),
    [
        (["2024-01-01", "2024-02-01", "2024-03-01"], "M", "2024-04-01"),
        (["2024-01-31", "2024-02-29", "2024-03-31"], "M", "2024-04-30"),
        (["2024-01-15", "2024-02-15", "2024-03-15"], "MS", "2024-04-15"),
        (["2023-03-31", "2023-06-30", "2023-09-30"], "3M", "2023-12-31"),
        (["2024-01-05", "2024-01-12", "2024-01-19"], "W", "2024-01-26"),
        (["2024-01-05", "2024-01-19", "2024-02-02"], "2W", "2024-02-16"),
        (["2021-12-31", "2022-12-31", "2023-12-31"], "Y", "2024-12-31"),
        (["2024-01-01 23:00:00", "2024-01-02 00:00:00"], "H", "2024-01-02T01:00"),
        (["2024-01-01 00:10:00", "2024-01-01 00:40:00"], "30min", "2024-01-01T01:10"),
    ],
)
def test_the_next_period_continues_the_datas_own_labels(texts: list[str], frequency: str, following: str) -> None:
    panel = regularize(rows(texts, [1.0] * len(texts)), config(frequency)).panel
    assert len(panel.values[0]) == len(texts)
    assert panel.clock.moments(panel.ends + 1)[0] == np.datetime64(following)


@given(st.sampled_from(["Y", "M", "3M", "W", "2W", "D", "5D", "H", "6H", "15min"]), st.integers(-20_000, 20_000))
def test_labels_and_periods_are_inverse(text: str, first: int) -> None:
    frequency = Frequency.parse(text)
    numbers = np.arange(first, first + 20)
    moments = Clock(frequency, 0, 1, 1).moments(numbers)
    clock = Clock.of(frequency, moments)
    assert np.array_equal(clock.moments(clock.periods(moments)), moments)
    assert (np.diff(clock.periods(moments)) == 1).all()


@pytest.mark.parametrize(
    ("table", "settings", "said"),
    [
        (rows(["soon", "later"], [1.0, 2.0]), config(), "the first in row 1 of the data"),
        (rows(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"], [1.0] * 4), config("D"), "does not fit"),
        (rows(["2024-01-01", "2024-01-02"], [1.0, 2.0]), config("Y"), "only one value"),
        (pa.table({"day": ["2024-01-01"], "sku": ["a"], "qty": ["many"]}), config(), "must hold numbers"),
        (rows(["2024-01-01", "2024-01-02"], [None, None]), config(), "No row has"),
    ],
)
def test_says_why_rows_are_no_series(table: Any, settings: SeriesConfig, said: str) -> None:
    with pytest.raises(BadSeries, match=said):
        regularize(table, settings)


def test_history_must_be_long_enough_for_the_horizon() -> None:
    days = [str(np.datetime64("2024-01-01") + day) for day in range(30)]
    panel = regularize(rows(days, [1.0] * 30), config()).panel
    check_length(panel, config(horizon=7))
    with pytest.raises(BadSeries, match="at most 7"):
        check_length(panel, config(horizon=8))
    short = regularize(rows(days[:5], [1.0] * 5), config()).panel
    with pytest.raises(BadSeries, match="at least 8"):
        check_length(short, config(horizon=1))


def test_missing_columns_are_named() -> None:
    with pytest.raises(BadSeries, match=r"no column 'qty'\. Its columns are 'day', 'sku'"):
        train(pa.table({"day": ["2024-01-01"], "sku": ["a"]}), config(), budget_seconds=5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": "fortnight"},
        {"frequency": "12M"},
        {"horizon": 0},
        {"horizon": -3},
        {"horizon": 501},
        {"quantiles": ("p0",)},
        {"quantiles": tuple(f"p{q}" for q in range(10, 16))},
        {"groups": ("qty",)},
        {"groups": ("p50",)},
        {"groups": ("mean",)},
        {"features": {"qty": "numeric"}},
        {"features": {"price": "text"}},
        {"features": {f"f{n}": "numeric" for n in range(51)}},
        {"features": {"price": "numeric"}, "metadata": {"price": "numeric"}},
        {"features": {"promo": "categorical"}, "filling": {"promo": {"middlefill": "mean"}}},
        {"features": {"promo": "categorical"}, "aggregation": {"promo": "sum"}},
        {"features": {"price": "numeric"}, "filling": {"price": {"frontfill": "zero"}}},
        {"filling": {"qty": {"futurefill": "zero"}}},
        {"filling": {"qty": {"middlefill": "value"}}},
        {"holiday_country": "Atlantis"},
        {"filling": {"price": {"middlefill": "zero"}}},
        {"filling": {"qty": {"sidefill": "zero"}}},
        {"aggregation": {"qty": "mode"}},
    ],
)
def test_impossible_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOption) as caught:
        config(**wrong)
    assert isinstance(caught.value, MLError)


def test_quantiles_are_put_in_order_and_settings_survive_json() -> None:
    settings = config(quantiles=["p90", "p10"], filling={"qty": {"middlefill": "zero"}})
    assert settings.quantiles == ("p10", "p90")
    assert SeriesConfig.from_dict(settings.to_dict()) == settings
