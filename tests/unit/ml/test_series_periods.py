"""Where periods begin, in which time zone, and which season a frequency has."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.series import SeriesConfig, train
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.regular import regularize


def rows(days: list[str]) -> Any:
    return pa.table({"sku": ["a"] * len(days), "day": days, "qty": np.ones(len(days))})


def of(frequency: str, **members: Any) -> SeriesConfig:
    return SeriesConfig("qty", "day", "sku", frequency, 2, **members)


def labels(texts: list[str], settings: SeriesConfig) -> dict[str, float]:
    """The label of each period, and how many rows fell into it."""
    panel = regularize(rows(texts), settings).panel
    periods = panel.ends[0] - len(panel.values[0]) + 1 + np.arange(len(panel.values[0]))
    return dict(zip(panel.clock.moments(periods).astype("datetime64[h]").astype(str), panel.values[0], strict=True))


@pytest.mark.parametrize(
    ("frequency", "boundary", "texts", "expected"),
    [
        (
            "W",
            {"day_of_week": 0},
            ["2024-01-01", "2024-01-07", "2024-01-08", "2024-01-15"],
            {"2024-01-01T00": 2, "2024-01-08T00": 1, "2024-01-15T00": 1},
        ),
        (
            "W",
            {"day_of_week": 6},
            ["2024-01-06", "2024-01-07", "2024-01-13", "2024-01-14"],
            {"2023-12-31T00": 1, "2024-01-07T00": 2, "2024-01-14T00": 1},
        ),
        (
            "D",
            {"hour": 6},
            ["2024-01-02 05:00:00", "2024-01-02 06:00:00", "2024-01-03 05:59:00", "2024-01-03 06:00:00"],
            {"2024-01-01T06": 1, "2024-01-02T06": 2, "2024-01-03T06": 1},
        ),
        (
            "M",
            {"day_of_month": 15},
            ["2024-01-14", "2024-01-15", "2024-02-14", "2024-02-15"],
            {"2023-12-15T00": 1, "2024-01-15T00": 2, "2024-02-15T00": 1},
        ),
        (
            "Y",
            {"month": 4},
            ["2022-03-31", "2022-04-01", "2023-03-31", "2023-04-01"],
            {"2021-04-01T00": 1, "2022-04-01T00": 2, "2023-04-01T00": 1},
        ),
    ],
)
def test_periods_begin_where_they_are_told_to(
    frequency: str, boundary: dict[str, int], texts: list[str], expected: dict[str, float]
) -> None:
    assert labels(texts, of(frequency, boundary=boundary)) == expected


@pytest.mark.parametrize(
    ("frequency", "boundary"),
    [
        ("D", {"day_of_week": 1}),
        ("H", {"hour": 3}),
        ("W", {"day_of_week": 7}),
        ("M", {"day_of_month": 29}),
        ("M", {"month": 3}),
        ("Y", {"month": 0}),
        ("W", {"minute": 3}),
    ],
)
def test_boundaries_that_do_not_fit_are_refused(frequency: str, boundary: dict[str, int]) -> None:
    with pytest.raises(BadOption, match="boundary"):
        of(frequency, boundary=boundary)


def test_forecasts_carry_the_hour_that_days_begin_with() -> None:
    days = (np.datetime64("2024-01-01T06") + np.arange(20) * np.timedelta64(24, "h")).astype("datetime64[s]")
    table = rows(days.astype(str).tolist())
    model = train(table, of("D", boundary={"hour": 6}), budget_seconds=20, algorithms=["seasonal-naive"])
    assert str(model.predict()["day"][0].as_py()) == "2024-01-21 06:00:00"


def test_instants_are_periods_of_the_zones_local_time() -> None:
    texts = ["2024-01-01T14:59:00Z", "2024-01-01T15:00:00Z", "2024-01-02T14:59:00Z", "2024-01-03T00:00:00+09:00"]
    assert labels(texts, of("D")) == {"2024-01-01T00": 2, "2024-01-02T00": 2}
    tokyo = {"2024-01-01T00": 1, "2024-01-02T00": 2, "2024-01-03T00": 1}
    assert labels(texts, of("D", time_zone="Asia/Tokyo")) == tokyo
    local = ["2024-01-01 23:00:00", "2024-01-02 23:00:00"]
    assert labels(local, of("D", time_zone="Asia/Tokyo")) == labels(local, of("D"))
    summer = ["2024-03-30T23:30:00+01:00", "2024-03-31T00:30:00+01:00", "2024-03-31T23:30:00+02:00"]
    assert labels(summer, of("D", time_zone="Europe/Berlin")) == {"2024-03-30T00": 1, "2024-03-31T00": 2}
    with pytest.raises(BadOption, match="Mars"):
        of("D", time_zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("frequency", "season"),
    [
        ("Y", 1),
        ("M", 12),
        ("2M", 6),
        ("3M", 4),
        ("5M", 12),
        ("W", 52),
        ("2W", 26),
        ("D", 7),
        ("2D", 7),
        ("H", 24),
        ("6H", 4),
        ("5H", 24),
        ("30min", 48),
        ("15min", 96),
        ("5min", 288),
        ("1min", 60),
    ],
)
def test_every_frequency_has_a_season(frequency: str, season: int) -> None:
    assert Frequency.parse(frequency).season == season


def test_a_clock_survives_json() -> None:
    days = np.array(["2024-01-15", "2024-02-15"], dtype="datetime64[us]")
    clock = Clock.of(Frequency.parse("M"), days, {"day_of_month": 15})
    assert Clock(Frequency.parse("M"), **clock.to_dict()) == clock


def test_an_hour_that_clocks_skip_is_drawn_and_one_shown_twice_counts_once() -> None:
    """Berlin, 2024: 02:00 is skipped on 31 March and shown twice on 27 October."""
    config = SeriesConfig("y", "at", "item", "H", 1, time_zone="Europe/Berlin")
    for first, hour in (("2024-03-30T00:00", "2024-03-31T02"), ("2024-10-26T00:00", "2024-10-27T02")):
        moments = np.datetime64(first) + np.arange(72) * np.timedelta64(1, "h")
        table = pa.table({"at": [f"{moment}:00Z" for moment in moments], "item": ["a"] * 72, "y": np.full(72, 6.0)})
        regular = regularize(table, config)
        assert regular.panel.values[0].tolist() == [6.0] * len(regular.panel.values[0]), hour
        assert not [warning for warning in regular.warnings if "missing" in warning]
