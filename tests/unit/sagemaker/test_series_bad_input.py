"""Bad input for time series: each fails the job with a reason for people, and leaves nothing behind."""

import json
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.failures import failure_of
from sealcanvas.ml.table import to_csv
from sealcanvas.sagemaker.automl.result import read_left_out
from tests.unit.sagemaker.series_world import series_context
from tests.unit.sagemaker.task_world import FakeS3, run_task

DAYS = 60


def _table(**columns: Any) -> pa.Table:
    days = np.datetime64("2024-01-01") + np.arange(DAYS)
    return pa.table(
        {"sku": ["a"] * DAYS, "day": days.astype(str).tolist(), "qty": np.arange(DAYS) % 7 + 1.0, **columns}
    )


def _run(data: bytes, **config: Any) -> FakeS3:
    s3 = FakeS3()
    s3.objects["in", "sales.csv"] = data
    run_task("automl_series", series_context(s3, algorithms=["npts"], **config))
    return s3


def _reason(data: bytes, **config: Any) -> str:
    """The FailureReason, as the server writes it."""
    s3 = FakeS3()
    s3.objects["in", "sales.csv"] = data
    try:
        run_task("automl_series", series_context(s3, algorithms=["npts"], **config))
    except Exception as error:
        failure = failure_of(error)
        assert failure.code == "ClientError", failure
        assert set(s3.objects) == {("in", "sales.csv")}
        return failure.message
    raise AssertionError("it trained")


def _months(count: int) -> list[str]:
    return [f"{2000 + month // 12}-{month % 12 + 1:02}-01" for month in range(count)]


@pytest.mark.parametrize(
    ("table", "config", "words"),
    [
        (_table(day=["soon"] * DAYS), {}, ["'day'", "no timestamps", "first in row 1", "2024-01-31"]),
        (_table(day=pa.nulls(DAYS, pa.string())), {}, ["'day' holds no value"]),
        (_table(sku=[f"s{n}" for n in range(DAYS)]), {}, ["only one value", "item column"]),
        (_table(), {"horizon": 16}, ["horizon of 16", "at most 15"]),
        (_table().slice(0, 7), {"horizon": 1}, ["only 7 periods", "at least 8"]),
        (_table(qty=pa.nulls(DAYS, pa.float64())), {}, ["No row has", "'qty'"]),
        (_table(qty=["many"] * DAYS), {}, ["'qty' must hold numbers"]),
        (_table(sku=pa.nulls(DAYS, pa.string())), {}, ["No row has", "'sku'"]),
        (_table().drop_columns(["sku"]), {}, ["has no column 'sku'", "Its columns are"]),
        (_table(), {"target": "Qty"}, ["has no column 'Qty'", "'qty'", "case-sensitive"]),
        (_table(), {"groups": ["店"]}, ["has no column '店'"]),
        (_table(), {"holiday_country": "XX"}, ["'XX'", "holiday calendar"]),
        (_table(day=_months(DAYS)), {}, ["frequency (one day) does not fit", "31"]),
        (_table(), {"frequency": "Y"}, ["only one value at a frequency of one year"]),
        (_table(), {"frequency": "M"}, ["only 2 periods"]),
        (_table(qty=[1e300] * DAYS), {}, ["'qty' holds a number beyond"]),
        (_table(price=["cheap", *["dear"] * (DAYS - 1)]), {"filling": {"price": {"middlefill": "mean"}}}, ["price"]),
        (
            _table(day=["2024-01-01", *[f"2{n:03}-01-01" for n in range(100, 100 + DAYS - 1)]]),
            {},
            ["does not fit the data"],
        ),
        (
            pa.table({"sku": ["a"] * 3, "day": ["1990-01-01", "1990-01-02", "2024-01-01"], "qty": [1, 2, 3]}),
            {},
            ["Filling the gaps of 'a'", "coarser frequency"],
        ),
    ],
)
def test_it_fails_with_a_reason_and_leaves_nothing(table: Any, config: dict[str, Any], words: list[str]) -> None:
    reason = _reason(to_csv(table), **config)
    for word in words:
        assert word in reason
    assert "1e+300" not in reason


def test_more_values_than_fit_into_memory_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.ml.series.data.target_series._MOST_VALUES", 500)
    table = pa.concat_tables([_table(sku=[f"s{n}"] * DAYS) for n in range(9)])
    reason = _reason(to_csv(table))
    assert "9 series of up to 60 periods" in reason
    assert "at most 500" in reason


@pytest.mark.parametrize(
    "values",
    [
        -np.arange(DAYS) - 1.0,
        np.zeros(DAYS),
        np.where(np.arange(DAYS) % 9 == 0, np.inf, np.arange(DAYS) % 7),
        np.arange(DAYS) * 1e12,
        np.where(np.arange(DAYS) % 2 == 0, np.nan, np.arange(DAYS) % 7),
    ],
    ids=["negative", "zero", "infinite", "huge", "half missing"],
)
def test_odd_values_are_forecast_all_the_same(values: Any) -> None:
    s3 = _run(to_csv(_table(qty=values)))
    assert any(key.endswith("model.zip") for _, key in s3.objects)


def test_duplicate_rows_are_combined_and_told() -> None:
    table = pa.concat_tables([_table(), _table()])
    s3 = _run(to_csv(table))
    found = next(data for (_, key), data in s3.objects.items() if key.endswith("insights.json"))
    warnings = json.loads(found)["warnings"]
    assert any("60 rows fall into the same period" in warning and "sum" in warning for warning in warnings)


@pytest.mark.slow
@pytest.mark.wall_clock
def test_ten_thousand_short_series_take_no_longer_than_the_budget() -> None:
    items, months = 10_000, 9
    labels = np.array(_months(months))
    table = pa.table(
        {
            "sku": np.repeat([f"s{n}" for n in range(items)], months),
            "day": np.tile(labels, items),
            "qty": np.random.default_rng(0).poisson(5, items * months).astype(float),
        }
    )
    began = monotonic()
    s3 = _run(to_csv(table), frequency="M", horizon=2, seconds=20)
    assert monotonic() - began < 30
    assert any(key.endswith("model.zip") for _, key in s3.objects)


def test_rows_that_are_left_out_are_counted_for_partial_failure_reasons() -> None:
    s3 = FakeS3()
    table = _table(sku=["a"] * (DAYS - 1) + [None])
    s3.objects["in", "sales.csv"] = to_csv(table).replace(b"2024-01-20", b"someday")
    result = run_task("automl_series", series_context(s3, algorithms=["npts"]))
    told = read_left_out(result)
    assert told == [
        "1 rows without a readable 'day' are left out.",
        "1 rows without a value in each of sku are left out.",
    ]
    assert read_left_out({"left_out": [7, "x" * 2000, *["more"] * 30]})[0] == "x" * 1024
    assert read_left_out({}) == []
