"""Frequencies as SageMaker and Forecast spell them, and time as whole numbers of periods."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import gcd
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadOption

Array = Any  # numpy.ndarray

_SPELLING = re.compile(r"([1-9]\d?)?(Y|M|MS|W|D|H|h|min|T)")
_MOST = {"Y": 1, "M": 11, "W": 4, "D": 6, "H": 23, "min": 59}
_SEASONS = {"Y": 1, "M": 12, "W": 52, "D": 7, "H": 24, "min": 1440}
_NAMES = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour", "min": "minute"}
_MINUTE_SEASON = 60
# Where periods of a unit may be told to begin: a boundary's name → its least and greatest value.
_BOUNDS = {"month": (1, 12), "day_of_month": (1, 28), "day_of_week": (0, 6), "hour": (0, 23)}
_BOUNDARIES = {"Y": ("month", "day_of_month"), "M": ("day_of_month",), "W": ("day_of_week", "hour"), "D": ("hour",)}
# Days since 1970-01-01 of a Monday.
_MONDAY = 4


@dataclass(frozen=True)
class Frequency:
    """`count` units of Y, M, W, D, H or min."""

    unit: str
    count: int

    @classmethod
    def parse(cls, text: str) -> "Frequency":
        """From "M", "MS", "30min", "2W" and the like. Raises BadOption."""
        match = _SPELLING.fullmatch(text)
        if match is None:
            raise BadOption(f"There is no frequency '{text}'; give Y, M, W, D, H or min, with a count such as 30min.")
        unit = {"MS": "M", "h": "H", "T": "min"}.get(match[2], match[2])
        count = int(match[1] or 1)
        if count > _MOST[unit]:
            raise BadOption(f"The frequency '{text}' is too long for its unit; use the next larger unit.")
        return cls(unit, count)

    def __str__(self) -> str:
        return _NAMES[self.unit] if self.count == 1 else f"{self.count} {_NAMES[self.unit]}s"

    @property
    def season(self) -> int:
        """Periods in the season that matters most: a year of months or weeks, a week of days, a day of hours."""
        if self.unit == "min":
            return max(1, (_MINUTE_SEASON if self.count < 5 else 1440) // self.count)
        if self.unit == "W":
            return _SEASONS["W"] // self.count
        # So many periods that whole years, weeks or days are full: 7 for two days, 4 for three months.
        return _SEASONS[self.unit] // gcd(_SEASONS[self.unit], self.count)

    @property
    def seasons(self) -> list[int]:
        """Periods of the seasons that may lie over each other: of hours a day and a week, of days a week and a year."""
        longer = {"min": 7 * self.season, "H": 7 * self.season, "D": round(365.25 / self.count)}.get(self.unit, 0)
        return [self.season, longer] if longer > self.season > 1 else [self.season]

    @property
    def within_an_hour(self) -> bool:
        """Whether a period never holds more than one hour of a clock."""
        return self.unit == "min" or (self.unit == "H" and self.count == 1)

    @property
    def daily(self) -> bool:
        """Whether periods are days or longer."""
        return self.unit not in ("H", "min")


def check_boundary(boundary: Mapping[str, int], frequency: Frequency) -> None:
    """Raise BadOption for a boundary that periods of the frequency do not have."""
    for name, value in boundary.items():
        fitting = _BOUNDARIES.get(frequency.unit, ())
        if name not in fitting:
            raise BadOption(
                f"A boundary '{name:.20}' does not fit a frequency of one {frequency}; "
                + (f"it can have {' and '.join(fitting)}." if fitting else "it has none.")
            )
        low, high = _BOUNDS[name]
        if not low <= value <= high:
            raise BadOption(f"The boundary {name} must be {low} to {high}, not {value}.")


@dataclass(frozen=True)
class Clock:
    """Periods of a frequency as consecutive whole numbers.

    `phase`: units since 1970 modulo the count, so that quarters or fortnights begin where the data's do; for weeks in
    days modulo 7 × count. `day`: the day of the month that months and years are labelled with (0: the last).
    `month`: the month that years are labelled with. `hour`, `first` and `begin`: the hour that days and weeks, the day
    that months and years, and the month that years begin with.
    """

    frequency: Frequency
    phase: int
    day: int
    month: int
    hour: int = 0
    first: int = 1
    begin: int = 1

    @classmethod
    def of(cls, frequency: Frequency, moments: Array, boundary: Mapping[str, int] | None = None) -> "Clock":
        """Fitted to the timestamps (datetime64[us], none missing), and to a boundary where one is given."""
        told = boundary or {}
        hour, first, begin = told.get("hour", 0), told.get("day_of_month", 1), told.get("month", 1)
        probe = cls(frequency, 0, 1, 1, hour, first, begin)
        units = probe._units(moments)
        counts = np.bincount(units % probe._span, minlength=probe._span)
        if "day_of_week" in told:
            counts[np.arange(probe._span) % 7 != (_MONDAY + told["day_of_week"]) % 7] = -1
        days, months = moments.astype("datetime64[D]"), moments.astype("datetime64[M]")
        numbers = (days - months).astype(int) + 1
        last = ((days + 1).astype("datetime64[M]") > months).all()
        day = 0 if last else int(np.bincount(numbers).argmax()) if (numbers == numbers[0]).all() else 1
        month = int(np.bincount(months.astype(int) % 12 + 1).argmax())
        if "day_of_month" in told:
            day = first
        if "month" in told:
            day, month = (day if "day_of_month" in told else 1), begin
        return cls(frequency, int(counts.argmax()), min(day, 28), month, hour, first, begin)

    @property
    def dated(self) -> bool:
        """Whether labels are dates, without a time of day."""
        return self.frequency.daily and not self.hour

    def periods(self, moments: Array) -> Array:
        """The number of the period that each timestamp falls into."""
        return (self._units(moments) - self.phase) // self._span

    def moments(self, periods: Array) -> Array:
        """datetime64[us] of each period's label: its beginning, or the day that the data uses."""
        unit = self.frequency.unit
        units = np.asarray(periods, dtype=np.int64) * self._span + self.phase
        if unit in ("Y", "M"):
            months = (units * 12 + self.month - 1 if unit == "Y" else units).astype("datetime64[M]")
            days = months.astype("datetime64[D]") + (self.day - 1)
            if not self.day:
                days = (months + 1).astype("datetime64[D]") - 1
            return days.astype("datetime64[us]")
        name = {"W": "D", "D": "D", "H": "h", "min": "m"}[unit]
        return units.astype(f"datetime64[{name}]").astype("datetime64[us]") + np.timedelta64(self.hour, "h")

    @property
    def _span(self) -> int:
        return self.frequency.count * (7 if self.frequency.unit == "W" else 1)

    def _units(self, moments: Array) -> Array:
        shifted = moments - np.timedelta64(self.hour, "h") - np.timedelta64(self.first - 1, "D")
        if self.frequency.unit == "Y":
            return (shifted.astype("datetime64[M]").astype(np.int64) - (self.begin - 1)) // 12
        name = {"M": "M", "W": "D", "D": "D", "H": "h", "min": "m"}[self.frequency.unit]
        return shifted.astype(f"datetime64[{name}]").astype(np.int64)

    def to_dict(self) -> dict[str, int]:
        """JSON-able, without the frequency."""
        values = asdict(self)
        del values["frequency"]
        return values
