"""Forecasts for panels of time series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.ml.bundle import Bundle
from sealcanvas.ml.progress import ProgressCallback
from sealcanvas.ml.score import LeaderboardRow, Score

Table = Any  # pyarrow.Table; pyarrow ships no type information


@dataclass(frozen=True)
class SeriesConfig:
    """Which columns mean what, and what to forecast.

    `frequency` in SageMaker's spelling: Y, M (or MS), W, D, H, min, each with an optional count ("30min", "2W").
    `horizon`: periods ahead, 1 to 500 and at most a quarter of the longest series. `quantiles`: 1 to 5 of "p1" to
    "p99". `groups`: up to 5 further columns which with `item` identify a series. `filling`: column → {"frontfill" |
    "middlefill" | "backfill" | "futurefill": zero | nan | mean | median | min | max | a number as text | "value"
    with "<name>_value"}, as SageMaker's Transformations.Filling; `aggregation`: column → sum | avg | first | min | max for rows
    that fall into the same period. `holiday_country`: ISO 3166 code whose public holidays become a feature.
    """

    target: str
    timestamp: str
    item: str
    frequency: str
    horizon: int
    groups: tuple[str, ...] = ()
    quantiles: tuple[str, ...] = ("p10", "p50", "p90")
    holiday_country: str | None = None
    filling: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aggregation: Mapping[str, str] = field(default_factory=dict)


class SeriesModel:
    """An ensemble of forecasters with its back-test and report card."""

    config: SeriesConfig
    items: list[str]
    objective: Score
    metrics: dict[str, Score]
    leaderboard: list[LeaderboardRow]
    backtest: Table  # item, groups, timestamp, window, actual, one column per quantile, baseline
    column_impact: dict[str, float]
    warnings: list[str]

    def predict(self, history: Table | None = None) -> Table:
        """The `horizon` periods after the end of each series of `history` (None: of the training data).

        Columns: the config's item, groups and timestamp columns, then one per quantile in ascending order; within a
        row the quantiles never cross. Raises SchemaMismatch, BadSeries.
        """
        raise NotImplementedError

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        raise NotImplementedError

    @classmethod
    def from_bundle(cls, bundle: Bundle) -> "SeriesModel":
        """From `to_bundle`. Raises BadBundle."""
        raise NotImplementedError


def train(
    table: Table,
    config: SeriesConfig,
    *,
    budget_seconds: float,
    seed: int = 0,
    threads: int = 1,
    quick: bool = True,
    objective: str | None = None,
    algorithms: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
) -> SeriesModel:
    """Train forecasters on a panel within a time budget.

    `quick`: the cheap forecasters on one back-test window. `progress` is called at least every second; what it
    raises stops training and passes through. Raises BadSeries, BadOption, SchemaMismatch.
    """
    raise NotImplementedError
