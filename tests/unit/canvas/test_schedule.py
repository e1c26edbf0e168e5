"""Schedule expressions."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.canvas.automations.schedule import Schedule
from sealcanvas.service.own_errors import ValidationException

NOW = datetime(2026, 11, 26, 22, 4, 7, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("expression", "zone", "expected"),
    [
        ("rate(1 minute)", "UTC", "2026-11-26T22:05:07"),
        ("rate(2 hours)", "UTC", "2026-11-27T00:04:07"),
        ("rate(7 days)", "UTC", "2026-12-03T22:04:07"),
        ("cron(0 6 * * ? *)", "UTC", "2026-11-27T06:00:00"),
        ("cron(5 22 * * ? *)", "UTC", "2026-11-26T22:05:00"),
        ("cron(0/15 * * * ? *)", "UTC", "2026-11-26T22:15:00"),
        ("cron(0 6 ? * MON-FRI *)", "UTC", "2026-11-27T06:00:00"),
        ("cron(0 6 ? * sun *)", "UTC", "2026-11-29T06:00:00"),
        ("cron(0 6 ? * 1 *)", "UTC", "2026-11-29T06:00:00"),
        ("cron(30 8,17 1 * ? *)", "UTC", "2026-12-01T08:30:00"),
        ("cron(0 0 31 * ? *)", "UTC", "2026-12-31T00:00:00"),
        ("cron(0 0 29 FEB ? *)", "UTC", "2028-02-29T00:00:00"),
        ("cron(0 12 1 JAN ? 2030/10)", "UTC", "2030-01-01T12:00:00"),
        ("cron(0 6 * * ? *)", "Asia/Tokyo", "2026-11-27T21:00:00"),
        ("cron(0 8 * * ? *)", "Asia/Tokyo", "2026-11-26T23:00:00"),
        ("cron(0 6 * * ? *)", "America/New_York", "2026-11-27T11:00:00"),
    ],
)
def test_the_next_time(expression: str, zone: str, expected: str) -> None:
    found = Schedule.parse(expression, zone).after(NOW, NOW)
    assert found == datetime.fromisoformat(f"{expected}+00:00")


@pytest.mark.parametrize(
    "expression",
    [
        "hourly",
        "rate(0 days)",
        "rate(1 week)",
        "rate(1 day",
        "cron(0 6 * * *)",
        "cron(0 6 * * * *)",
        "cron(0 6 ? * ? *)",
        "cron(60 6 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 6 0 * ? *)",
        "cron(0 6 L * ? *)",
        "cron(0 6 ? * 2#1 *)",
        "cron(0 6 9-3 * ? *)",
        "cron(0/0 6 * * ? *)",
        "cron(0 6 30 FEB ? *)",
        "cron(٣ 6 * * ? *)",
        "cron(0 6 * * ? 99999999999999)",
    ],
)
def test_what_is_no_schedule_or_never_comes_is_refused(expression: str) -> None:
    with pytest.raises(ValidationException, match="ScheduleExpression"):
        Schedule.parse(expression)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd", "Europe", "\0"])
def test_a_zone_that_is_not_there_is_refused(zone: str) -> None:
    with pytest.raises(ValidationException, match="no time zone"):
        Schedule.parse("rate(1 day)", zone)


def test_the_clocks_going_forward_and_back_run_a_schedule_once_a_day() -> None:
    schedule = Schedule.parse("cron(30 2 * * ? *)", "Europe/Berlin")
    for start in (datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 10, 30, tzinfo=UTC)):
        times, moment = [], start
        for _ in range(4):
            found = schedule.after(moment, start)
            assert found is not None
            times.append(found)
            moment = found
        steps = [round((later - earlier).total_seconds() / 86_400) for earlier, later in pairwise(times)]
        assert steps == [1, 1, 1]


def test_a_year_that_is_over_never_comes_again() -> None:
    assert Schedule.parse("cron(0 6 * * ? 2025)").after(NOW, NOW) is None


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 10**9), st.integers(0, 59), st.integers(0, 23))
def test_the_next_time_is_later_and_fits(seconds: int, minute: int, hour: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    found = Schedule.parse(f"cron({minute} {hour} * * ? *)").after(moment, moment)
    assert found is not None
    assert 0 < (found - moment).total_seconds() <= 86_400
    assert (found.hour, found.minute, found.second) == (hour, minute, 0)
