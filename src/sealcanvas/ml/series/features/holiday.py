"""Public holidays of a country, counted by period."""

from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadOption

Array = Any  # numpy.ndarray


def check_country(code: str) -> None:
    """Raise BadOption for a country code without a calendar."""
    from holidays.utils import list_supported_countries

    if code not in list_supported_countries():
        raise BadOption(f"There is no holiday calendar for '{code:.20}'; give an ISO 3166 code such as US or JP.")


def holiday_counts(code: str, starts: Array, stops: Array) -> Array:
    """How many holidays fall into the days from `starts` to before `stops` (datetime64[D]), [periods]."""
    from holidays import country_holidays

    first = int(str(starts.min().astype("datetime64[Y]")))
    last = int(str(stops.max().astype("datetime64[Y]")))
    days = np.array(sorted(country_holidays(code, years=range(first, last + 1))), dtype="datetime64[D]")
    return (np.searchsorted(days, stops) - np.searchsorted(days, starts)).astype(np.float64)
