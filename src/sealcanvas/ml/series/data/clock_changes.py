"""Hours that a zone's clocks skip or show twice when they change."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

Array = Any  # numpy.ndarray


def skipped(moments: Array, name: str) -> Array:
    """Which local moments (datetime64[us]) no clock of the zone ever shows, [moments]."""
    zone = ZoneInfo(name)
    local = [moment.replace(tzinfo=zone) for moment in _datetimes(moments)]
    there = [moment.astimezone(UTC).astimezone(zone) for moment in local]
    return np.array([a.replace(tzinfo=None) != b.replace(tzinfo=None) for a, b in zip(local, there, strict=True)], bool)


def twice(moments: Array, name: str) -> Array:
    """Which local moments the zone's clocks show twice, [moments]."""
    zone = ZoneInfo(name)
    both = [
        (moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)) for moment in _datetimes(moments)
    ]
    late = np.array([first.utcoffset() != second.utcoffset() for first, second in both], dtype=bool)
    return late & ~skipped(moments, name)


def _datetimes(moments: Array) -> list[datetime]:
    return list(moments.astype("datetime64[us]").tolist())
