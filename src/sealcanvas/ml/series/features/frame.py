"""A panel as a matrix of lagged features for one global model."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.series.features.aligned import aligned
from sealcanvas.ml.series.features.calendar import Calendar
from sealcanvas.ml.series.features.related import Related

Array = Any  # numpy.ndarray

_MOST_COLUMNS = 3_000
_ALL = slice(None)
# No column of the data has an empty name.
AGE = ""


class Frame:
    """Series side by side, aligned at their ends, scaled to a mean absolute seasonal step of 1.

    `trend`: learn the change of the seasonal difference (first and seasonal difference) instead of the seasonal
    difference itself. Column `periods` is the first to be forecast. `recent`: keep only what forecasts look back at.
    """

    def __init__(
        self,
        panel: Panel,
        config: SeriesConfig,
        season: int,
        trend: bool,
        groups: list[list[str]],
        recent: bool = False,
    ) -> None:
        self.season, self.trend = season, trend
        self._horizon = config.horizon
        most = look_back(season) if recent else _MOST_COLUMNS
        self.periods = min(max(len(values) for values in panel.values), most)
        self.scale = panel.scales(season)
        self.values = np.full((len(panel), self.periods + config.horizon), np.nan)
        past = aligned(np.concatenate(panel.values), panel.lengths, self.periods)
        self.values[:, : self.periods] = past / self.scale[:, None]
        self.steps = np.full_like(self.values, np.nan)
        for column in range(self.periods):
            self.steps[:, column] = self.values[:, column] - self.base(column)
        self._calendar = Calendar(panel, config, self.periods)
        self._lags = _lags(season)
        self._related = Related(panel, config, season, self.periods)
        self._groups = _group_codes(panel, groups)
        self._statics = panel.statics
        lagged = [config.target] * (len(self._lags) + 4)
        own = lagged + self._calendar.owners
        kinds = [kind == CATEGORICAL for kind in config.metadata.values()]
        age = [AGE] if self._related.has_past else []
        self.owners = own + self._related.owners + age + list(config.metadata) + list(config.groups)
        flags = [False] * len(own) + self._related.categorical + [False] * len(age) + kinds + [True] * len(groups)
        self.categorical = [place for place, flag in enumerate(flags) if flag]

    def base(self, column: int, rows: Any = _ALL) -> Array:
        """What a step of 0 would mean for the column, [series]: the value a season ago, moved by the latest change."""
        before = self._at(self.values, column - self.season, rows)
        if not self.trend or self.season == 1:
            return before
        moved = self._at(self.values, column - 1, rows) - self._at(self.values, column - self.season - 1, rows)
        return before + moved

    def features(self, column: int, ages: Array, rows: Any = _ALL) -> Array:
        """[rows, features], of values before the column only, the calendar and features known ahead.

        `ages`: how many periods before the column the forecast is made, [rows]. `rows`: of which series.
        """
        length = max(self.season, 4)
        lagged = [self._at(self.steps, column - lag, rows) for lag in self._lags]
        levels = self._window(self.values, column, length, rows)
        parts = [
            *lagged,
            self._window(self.steps, column, 3, rows),
            self._window(self.steps, column, length, rows),
            levels - self._window(self.values, column - length, length, rows),
            self.base(column, rows) - levels,
            self._calendar.at(column)[rows],
            *self._related.at(column, ages, rows),
            *([ages] if self._related.has_past else []),
            self._statics[rows],
            self._groups[rows],
        ]
        return np.column_stack(parts)

    def ahead(self, column: int) -> Array:
        """`features` of a column that is forecast from the end of all series."""
        return self.features(column, np.full(len(self.values), column - self.periods + 1))

    def rows(self, most: int, beat: Callable[[], None]) -> tuple[Array, Array]:
        """Training features and steps of the most recent columns, at most about `most` rows.

        Of very many series each column takes some in turn, so that the columns still span two seasons. Forecasts are
        made 1 to `horizon` periods ahead, so rows look at past-only features from as far.
        """
        size = len(self.values)
        count = min(max(most // size, 2 * self.season, 1), max(self.periods - self.season, 1))
        stride = max(1, -(-size * count // most))
        blocks, wanted = [], []
        for column in range(max(self.season, self.periods - count), self.periods):
            beat()
            places = np.arange(column % stride, size, stride)
            places = places[~np.isnan(self.steps[places, column])]
            if len(places):
                blocks.append(self.features(column, 1 + (places + column) % self._horizon, places))
                wanted.append(self.steps[places, column])
        if not blocks:
            return np.zeros((0, len(self.owners))), np.zeros(0)
        return np.vstack(blocks), np.concatenate(wanted)

    def put(self, column: int, steps: Array) -> None:
        """Enter forecast steps, so that later columns can look back at them."""
        values = self.base(column) + steps
        latest = self._at(self.values, column - 1)
        self.values[:, column] = np.where(np.isnan(values), latest, values)
        self.steps[:, column] = np.where(np.isnan(values), 0.0, steps)

    def _at(self, matrix: Array, column: int, rows: Any = _ALL) -> Array:
        return matrix[rows, column] if column >= 0 else np.full(len(matrix[rows, :1]), np.nan)

    def _window(self, matrix: Array, column: int, length: int, rows: Any = _ALL) -> Array:
        part = matrix[rows, max(0, column - length) : max(column, 0)]
        known = ~np.isnan(part)
        count = known.sum(axis=1)
        total = np.where(known, part, 0.0).sum(axis=1)
        return np.divide(total, count, out=np.full(len(part), np.nan), where=count > 0)


def look_back(season: int) -> int:
    """How many columns a forecast can look back at: lags of steps that look back themselves, and two windows."""
    return 4 * max(season, 12) + 2


def _group_codes(panel: Panel, groups: list[list[str]]) -> Array:
    if not groups:
        return np.zeros((len(panel), 0))
    codes = [{name: float(code) for code, name in enumerate(known)} for known in groups]
    found = [[known.get(name, np.nan) for name, known in zip(names[1:], codes, strict=True)] for names in panel.names]
    return np.array(found).reshape(len(panel), len(groups))


def _lags(season: int) -> list[int]:
    """The latest steps, and those around one and two seasons ago."""
    near = range(1, min(max(season, 6), 12) + 1)
    return sorted({*near, *(lag for lag in (season - 1, season, season + 1, 2 * season) if lag > 0)})
