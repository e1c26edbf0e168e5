"""Moments in UTC as the local time of a zone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from sealcanvas.ml.errors import BadOption

Array = Any  # numpy.ndarray

# Offsets change at a quarter of an hour at the finest.
_QUARTER = 900


def check_zone(name: str) -> None:
    """Raise BadOption for a zone that the system does not know."""
    if name not in available_timezones():
        raise BadOption(f"There is no time zone '{name:.40}'; give an IANA name such as Asia/Tokyo.")


def to_local(moments: Array, name: str) -> Array:
    """datetime64[us] in UTC to the zone's wall clock; NaT stays."""
    zone = ZoneInfo(name)
    known = ~np.isnat(moments)
    quarters = moments[known].astype("datetime64[s]").astype(np.int64) // _QUARTER
    different, place = np.unique(quarters, return_inverse=True)
    offsets = np.array([_offset(int(quarter), zone) for quarter in different], dtype=np.int64)
    found = moments.copy()
    found[known] = moments[known] + offsets[place].astype("timedelta64[s]")
    return found


def _offset(quarter: int, zone: ZoneInfo) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=quarter * _QUARTER)
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())
