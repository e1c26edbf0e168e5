"""Parts of the date, and holidays, of each series' periods."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.features.holiday import holiday_counts

Array = Any  # numpy.ndarray


class Calendar:
    """`owners`: the column that each feature is counted to. Column `periods` of a series is the first after its end."""

    def __init__(self, panel: Panel, config: SeriesConfig, periods: int) -> None:
        self._first = int(panel.ends.min()) - periods + 1
        self._offset = panel.ends - periods + 1 - self._first
        numbers = np.arange(self._first, int(panel.ends.max()) + config.horizon + 3)
        moments = panel.clock.moments(numbers)
        days = moments.astype("datetime64[D]")
        months, years = moments.astype("datetime64[M]"), moments.astype("datetime64[Y]")
        month, day = months.astype(int) % 12, (days - months).astype(int)
        weekday, week = (days.astype(int) + 3) % 7, (days - years).astype(int) // 7
        minute = (moments - days).astype("timedelta64[m]").astype(int)
        parts = {
            "Y": [],
            "M": [month],
            "W": [week, month, day // 7],
            "D": [weekday, day, month, week],
            "H": [minute // 60, weekday, month],
            "min": [minute, weekday],
        }[panel.clock.frequency.unit]
        self.owners = [config.timestamp] * len(parts)
        if config.holiday_country is not None:
            starts, stops = days, np.append(days[1:], days[-1:] + 1)
            counts = holiday_counts(config.holiday_country, starts, np.maximum(stops, starts + 1))
            parts += [counts, np.append(counts[1:], 0), np.append(0, counts[:-1])]
            self.owners += [holiday_column(config.holiday_country)] * 3
        self._table = np.column_stack(parts).astype(np.float64) if parts else np.zeros((len(numbers), 0))

    def at(self, column: int) -> Array:
        """[series, features] of one column."""
        return self._table[self._offset + column]


def holiday_column(country: str) -> str:
    """What holidays are called where columns are listed, as Canvas calls them."""
    return f"Holiday_{country}"
