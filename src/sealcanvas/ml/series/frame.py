"""A panel as a matrix of lagged features for one global model."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.holiday import holiday_counts
from sealcanvas.ml.series.panel import Panel

Array = Any  # numpy.ndarray

_MOST_COLUMNS = 3_000


class Frame:
    """Series side by side, aligned at their ends, scaled to a mean absolute seasonal step of 1.

    `trend`: learn the change of the seasonal difference (first and seasonal difference) instead of the seasonal
    difference itself. Column `periods` is the first to be forecast.
    """

    def __init__(self, panel: Panel, config: SeriesConfig, season: int, trend: bool, groups: list[list[str]]) -> None:
        self.season, self.trend = season, trend
        self.periods = min(max(len(values) for values in panel.values), _MOST_COLUMNS)
        self.scale = panel.scales(season)
        self.values = np.full((len(panel), self.periods + config.horizon), np.nan)
        for row, values in enumerate(panel.values):
            recent = values[-self.periods :]
            self.values[row, self.periods - len(recent) : self.periods] = recent / self.scale[row]
        self.steps = np.full_like(self.values, np.nan)
        for column in range(self.periods):
            self.steps[:, column] = self.values[:, column] - self.base(column)
        self._calendar = _Calendar(panel, config, self.periods)
        self._lags = _lags(season)
        self._groups = np.array(
            [
                [known.index(name) if name in known else np.nan for name, known in zip(names[1:], groups, strict=True)]
                for names in panel.names
            ]
        ).reshape(len(panel), len(groups))
        past = [config.target] * (len(self._lags) + 4)
        self.owners = past + self._calendar.owners + list(config.groups)

    def base(self, column: int) -> Array:
        """What a step of 0 would mean for the column, [series]: the value a season ago, moved by the latest change."""
        before = self._at(self.values, column - self.season)
        if not self.trend or self.season == 1:
            return before
        return self._at(self.values, column - 1) + before - self._at(self.values, column - self.season - 1)

    def features(self, column: int) -> Array:
        """[series, features], of values before the column only (and the calendar)."""
        lagged = [self._at(self.steps, column - lag) for lag in self._lags]
        recent, year = self._window(self.steps, column, 3), self._window(self.steps, column, max(self.season, 4))
        levels = self._window(self.values, column, max(self.season, 4))
        slope = levels - self._window(self.values, column - max(self.season, 4), max(self.season, 4))
        base = self.base(column)
        return np.column_stack([*lagged, recent, year, slope, base - levels, self._calendar.at(column), self._groups])

    def rows(self, most: int) -> tuple[Array, Array]:
        """Training features and steps of the most recent columns, at most about `most` rows."""
        columns = range(max(self.season, self.periods - max(most // len(self.values), 1)), self.periods)
        blocks, wanted = [], []
        for column in columns:
            known = ~np.isnan(self.steps[:, column])
            if known.any():
                blocks.append(self.features(column)[known])
                wanted.append(self.steps[known, column])
        if not blocks:
            return np.zeros((0, len(self.owners))), np.zeros(0)
        return np.vstack(blocks), np.concatenate(wanted)

    def put(self, column: int, steps: Array) -> None:
        """Enter forecast steps, so that later columns can look back at them."""
        values = self.base(column) + steps
        latest = self._at(self.values, column - 1)
        self.values[:, column] = np.where(np.isnan(values), latest, values)
        self.steps[:, column] = np.where(np.isnan(values), 0.0, steps)

    def _at(self, matrix: Array, column: int) -> Array:
        return matrix[:, column] if column >= 0 else np.full(len(matrix), np.nan)

    def _window(self, matrix: Array, column: int, length: int) -> Array:
        part = matrix[:, max(0, column - length) : max(column, 0)]
        known = ~np.isnan(part)
        count = known.sum(axis=1)
        total = np.where(known, part, 0.0).sum(axis=1)
        return np.divide(total, count, out=np.full(len(matrix), np.nan), where=count > 0)


class _Calendar:
    """Parts of the date, and holidays, of each series' column."""

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
            self.owners += [f"Holiday_{config.holiday_country}"] * 3
        self._table = np.column_stack(parts).astype(np.float64) if parts else np.zeros((len(numbers), 0))

    def at(self, column: int) -> Array:
        return self._table[self._offset + column]


def _lags(season: int) -> list[int]:
    """The latest steps, and those around one and two seasons ago."""
    near = range(1, min(max(season, 6), 12) + 1)
    return sorted({*near, *(lag for lag in (season - 1, season, season + 1, 2 * season) if lag > 0)})
