"""Frequencies as SageMaker and Forecast spell them, and time as whole numbers of periods."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadOption

Array = Any  # numpy.ndarray

_SPELLING = re.compile(r"([1-9]\d?)?(Y|M|MS|W|D|H|h|min|T)")
_MOST = {"Y": 1, "M": 11, "W": 4, "D": 6, "H": 23, "min": 59}
_SEASONS = {"Y": 1, "M": 12, "W": 52, "D": 7, "H": 24, "min": 1440}
_NAMES = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour", "min": "minute"}
_MINUTE_SEASON = 60


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
        return max(1, _SEASONS[self.unit] // self.count)

    @property
    def daily(self) -> bool:
        """Whether periods are days or longer, so that timestamps are dates."""
        return self.unit not in ("H", "min")


@dataclass(frozen=True)
class Clock:
    """Periods of a frequency as consecutive whole numbers.

    `phase`: units since 1970 modulo the count, so that quarters or fortnights begin where the data's do; for weeks in
    days modulo 7 × count. `day`: the day of the month that months and years are labelled with (0: the last).
    `month`: the month that years are labelled with.
    """

    frequency: Frequency
    phase: int
    day: int
    month: int

    @classmethod
    def of(cls, frequency: Frequency, moments: Array) -> "Clock":
        """Fitted to the timestamps (datetime64[us], none missing)."""
        probe = cls(frequency, 0, 1, 1)
        units = probe._units(moments)
        span = frequency.count * (7 if frequency.unit == "W" else 1)
        phase = int(np.bincount(units % span).argmax())
        days, months = moments.astype("datetime64[D]"), moments.astype("datetime64[M]")
        numbers = (days - months).astype(int) + 1
        last = ((days + 1).astype("datetime64[M]") > months).all()
        day = 0 if last else int(np.bincount(numbers).argmax()) if (numbers == numbers[0]).all() else 1
        return cls(frequency, phase, min(day, 28), int(np.bincount(months.astype(int) % 12 + 1).argmax()))

    def periods(self, moments: Array) -> Array:
        """The number of the period that each timestamp falls into."""
        span = self.frequency.count * (7 if self.frequency.unit == "W" else 1)
        return (self._units(moments) - self.phase) // span

    def moments(self, periods: Array) -> Array:
        """datetime64[us] of each period's label: its beginning, or the day that the data uses."""
        unit = self.frequency.unit
        span = self.frequency.count * (7 if unit == "W" else 1)
        units = np.asarray(periods, dtype=np.int64) * span + self.phase
        if unit in ("Y", "M"):
            months = (units * 12 + self.month - 1 if unit == "Y" else units).astype("datetime64[M]")
            days = months.astype("datetime64[D]") + (self.day - 1)
            if not self.day:
                days = (months + 1).astype("datetime64[D]") - 1
            return days.astype("datetime64[us]")
        name = {"W": "D", "D": "D", "H": "h", "min": "m"}[unit]
        return units.astype(f"datetime64[{name}]").astype("datetime64[us]")

    def _units(self, moments: Array) -> Array:
        name = {"Y": "Y", "M": "M", "W": "D", "D": "D", "H": "h", "min": "m"}[self.frequency.unit]
        return moments.astype(f"datetime64[{name}]").astype(np.int64)

    def to_dict(self) -> dict[str, int]:
        """JSON-able, without the frequency."""
        return {"phase": self.phase, "day": self.day, "month": self.month}
