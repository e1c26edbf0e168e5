"""A trained forecast model: predicts, is stored, and carries its report card."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.bundle import Bundle
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.series import storing
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.item_metadata import ItemMetadata
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.judging.calibration import Calibration, floors_of
from sealcanvas.ml.series.member import Member, contributions, mixed
from sealcanvas.ml.series.models.base import Task
from sealcanvas.ml.series.predicting import what_if
from sealcanvas.ml.series.predicting.view import View, view
from sealcanvas.ml.series.predicting.what_if import WhatIf
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray
MEAN = "mean"


@dataclass(frozen=True)
class Forecast:
    """Rows of a forecast, what people should know of how it was made, and the series that it goes on from."""

    table: Table
    warnings: list[str]
    panel: Panel


@dataclass(frozen=True)
class SeriesModel:
    """An ensemble of forecasters with its back-test and report card.

    `backtest` has the config's item, groups and timestamp columns, `window` (1 is the latest), `actual`, one column
    per quantile, `mean` and `baseline` (seasonal naive); `item_metrics` the key columns and a column a metric.
    `coverage`: share of actual values between the lowest and the highest quantile. `points`: each member's expected
    values after the training data, [members, series, horizon]. `spreads`: what lent history adds to the intervals'
    scale of series without values, [series]. `widths`: what each series' intervals are multiplied by, [series].
    `shares`: how much each member weighs for each series, [members, series].
    """

    config: SeriesConfig
    items: list[str]
    objective: Score
    metrics: dict[str, Score]
    leaderboard: list[LeaderboardRow]
    backtest: Table
    item_metrics: Table
    coverage: float
    column_impact: dict[str, float]
    warnings: list[str]
    season: int
    seed: int
    panel: Panel
    spreads: Array
    widths: Array
    shares: Array
    metadata: ItemMetadata
    points: Array
    calibration: Calibration
    members: list[Member]
    threads: int = 1

    def predict(
        self,
        history: Table | None = None,
        *,
        related: Table | None = None,
        metadata: Table | None = None,
        select: Table | None = None,
        what_if: WhatIf | None = None,
        mean: bool = False,
    ) -> Table:
        """The rows of `forecast`."""
        return self.forecast(
            history, related=related, metadata=metadata, select=select, what_if=what_if, mean=mean
        ).table

    def forecast(
        self,
        history: Table | None = None,
        *,
        related: Table | None = None,
        metadata: Table | None = None,
        select: Table | None = None,
        what_if: WhatIf | None = None,
        mean: bool = False,
    ) -> Forecast:
        """The `horizon` periods after the end of each series of `history` (None: of the training data).

        Columns: the config's item, groups and timestamp columns, then one per quantile in ascending order, then `mean`
        where it is asked for; within a row the quantiles never cross.

        Args:
            related: further rows of features. metadata: rows of items. select: rows of keys, the series to answer.
            what_if: other values of features over the horizon.

        Raises:
            SchemaMismatch, BadSeries, BadOption.
        """
        seen = self._seen(history, related, metadata, select, what_if)
        panel = seen.panel
        point, failed = self._point(seen)
        scale = np.hypot(panel.scales(self.season) * self._widths(panel), seen.spreads)
        floors = floors_of(panel.values)
        quantiles = self.calibration.apply(point, scale, floors)
        columns = self._labels(panel)
        flat = quantiles.reshape(-1, len(self.config.quantiles))
        columns |= {name: arrow.column(flat[:, index]) for index, name in enumerate(self.config.quantiles)}
        if mean:
            columns[MEAN] = arrow.column(np.maximum(point, floors[:, None]).ravel())
        return Forecast(pa.table(columns), [*seen.warnings, *failed], panel)

    def explain(
        self,
        history: Table | None = None,
        *,
        related: Table | None = None,
        metadata: Table | None = None,
        select: Table | None = None,
        what_if: WhatIf | None = None,
    ) -> Table:
        """How far each column moves the forecast of each series and period, in the target's unit.

        Columns: item, groups and timestamp, then one for each column that members see, by its name; where that is the
        name of a label (the timestamp, a group), as "impact of <name>". Members that see the target alone are
        left out, and the others' parts weighted among themselves; without any such member there are no columns.
        """
        seen = self._seen(history, related, metadata, select, what_if)
        columns = self._labels(seen.panel)
        for column, values in contributions(self.members, self._shares(seen.panel), seen.panel, self._task).items():
            columns[impact_name(column, columns)] = arrow.column(values.ravel())
        return pa.table(columns)

    @property
    def seen_columns(self) -> set[str]:
        """The features, metadata and groups that some member makes use of."""
        return {column for member in self.members for column in member.forecaster.seen_columns}

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        return storing.to_bundle(self)

    @classmethod
    def from_bundle(cls, bundle: Bundle, threads: int = 1) -> "SeriesModel":
        """From `to_bundle`. Raises BadBundle."""
        return storing.from_bundle(bundle, threads)

    @property
    def _task(self) -> Task:
        return Task(self.config, self.season, self.seed, self.threads, float("inf"), lambda: None)

    def _seen(
        self,
        history: Table | None,
        related: Table | None,
        metadata: Table | None,
        select: Table | None,
        wished: WhatIf | None,
    ) -> View:
        seen = view(self, history, related, metadata, select)
        if wished is None:
            return seen
        panel, warnings = what_if.apply(wished, seen.panel, self.config)
        unused = [c for c in wished.columns if c in self.config.features and c not in self.seen_columns]
        if unused:
            warnings.append(f"No forecaster of this model makes use of {', '.join(unused)}: that changes nothing.")
        return View(panel, seen.spreads, seen.stored, True, [*seen.warnings, *warnings])

    def _point(self, seen: View) -> tuple[Array, list[str]]:
        """The weighted mean of the members' expected values, [series, horizon]; stored ones where they hold.

        And a warning for each member that raised; the others stand in for it.
        """
        fresh = {
            place: np.ones(len(seen.panel), dtype=bool) if seen.changed and one.forecaster.related else seen.stored < 0
            for place, one in enumerate(self.members)
        }
        return mixed(self.members, self._shares(seen.panel), self.points[:, seen.stored], fresh, seen.panel, self._task)

    def _widths(self, panel: Panel) -> Array:
        """How wide each series' intervals are beside its scale, by its name; 1 for series that the model never saw."""
        return by_name(self.widths, self.panel, panel, 1.0)

    def _shares(self, panel: Panel) -> Array:
        """The members' weights for each series, by its name; their mean for series that the model never saw."""
        return by_name(self.shares, self.panel, panel, np.array([[member.weight] for member in self.members]))

    def _labels(self, panel: Panel) -> dict[str, Any]:
        horizon = self.config.horizon
        moments = panel.clock.moments((panel.ends[:, None] + np.arange(1, horizon + 1)).ravel())
        return key_columns(self.config, panel, horizon) | {self.config.timestamp: stamps(panel, moments)}


def by_name(values: Array, known: Panel, asked: Panel, otherwise: Any) -> Array:
    """Values [..., series] of the series that are asked for, told of the known ones; `otherwise` for the others."""
    places = {name: place for place, name in enumerate(known.names)}
    found = np.array([places.get(name, -1) for name in asked.names], dtype=np.int64)
    return np.where(found >= 0, values[..., found], otherwise)


def impact_name(column: str, taken: Collection[str]) -> str:
    """What the contributions of a column are called beside the columns `taken`."""
    while column in taken:
        column = f"impact of {column}"
    return column


def key_columns(config: SeriesConfig, panel: Panel, repeat: int) -> dict[str, Any]:
    """Item and group columns, each name `repeat` times."""
    places = arrow.column(np.repeat(np.arange(len(panel)), repeat))
    return {
        column: arrow.texts([name[position] for name in panel.names]).take(places)
        for position, column in enumerate(config.keys)
    }


def stamps(panel: Panel, moments: Array) -> Any:
    """Timestamps as an Arrow column: dates where periods are days or longer."""
    if panel.clock.dated:
        return arrow.column(moments.astype("datetime64[D]"))
    return arrow.column(moments.astype("datetime64[s]"))
