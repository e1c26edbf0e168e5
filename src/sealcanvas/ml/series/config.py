"""Which columns of a table mean what, and what to forecast."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.series.data import transformations
from sealcanvas.ml.series.data.frequency import Frequency, check_boundary
from sealcanvas.ml.series.data.transformations import CATEGORICAL, NUMERIC

MOST_HORIZON = 500
_MOST_FEATURES = 50
# Columns of forecasts and back-tests beside the quantiles.
_ANSWERS = ("mean", "window", "actual", "baseline")
_MAPPINGS = ("features", "metadata", "aggregation", "boundary")


@dataclass(frozen=True)
class SeriesConfig:
    """Column names, frequency and horizon of a forecast; raises BadOption where a setting is impossible.

    `frequency` in SageMaker's spelling: Y, M (or MS), W, D, H, min, each with an optional count ("30min", "2W").
    `horizon`: periods ahead, 1 to 500. `quantiles`: 1 to 5 of "p1" to "p99". `groups`: up to 5 further columns which
    with `item` identify a series. `features`: related columns → "numeric" | "categorical"; `metadata`: columns of the
    item metadata, likewise. `filling`: column → {"frontfill" (target) | "middlefill" | "backfill" | "futurefill"
    (features): zero | nan | mean | median | min | max | a number as text | "value" with "<side>_value"}, as
    Transformations.Filling; without it, the target's gaps become 0, as Canvas does. `aggregation`: column → sum | avg |
    first | min | max for rows that fall into the same period. `holiday_country`: ISO 3166 code whose holidays become a
    feature. `time_zone`: IANA name of the zone whose local time the periods are of. `boundary`: where periods begin:
    "month" (1-12), "day_of_month" (1-28), "day_of_week" (0: Monday), "hour" (0-23).
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
    features: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    boundary: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(self.groups))
        object.__setattr__(self, "quantiles", tuple(sorted(set(self.quantiles), key=_level)))
        frequency = Frequency.parse(self.frequency)
        names = [self.target, self.timestamp, self.item, *self.groups, *self.features, *self.metadata]
        if len(set(names)) < len(names):
            raise BadOption(
                "Target, timestamp, item, group, feature and metadata columns must be different columns: "
                f"'{next(name for name in names if names.count(name) > 1):.40}' is named twice."
            )
        answers = {*self.quantiles, *_ANSWERS}
        for name in (*self.keys, self.timestamp):
            if name in answers:
                raise BadOption(f"Forecasts have a column '{name}' of their own. Rename that column of the data.")
        if len(self.groups) > 5:
            raise BadOption("At most 5 group columns are allowed.")
        if not 1 <= self.horizon <= MOST_HORIZON:
            raise BadOption(f"The horizon must be 1 to {MOST_HORIZON} periods, not {self.horizon}.")
        if not 1 <= len(self.quantiles) <= 5:
            raise BadOption("Give 1 to 5 quantiles.")
        for kinds in (self.features, self.metadata):
            if len(kinds) > _MOST_FEATURES:
                raise BadOption(f"At most {_MOST_FEATURES} features are allowed, not {len(kinds)}.")
            for column, kind in kinds.items():
                if kind not in (NUMERIC, CATEGORICAL):
                    raise BadOption(f"The column '{column:.40}' must be {NUMERIC} or {CATEGORICAL}, not '{kind:.40}'.")
        transformations.check_filling(self.filling, self.target, self.features)
        transformations.check_aggregation(self.aggregation, self.target, self.features)
        check_boundary(self.boundary, frequency)
        if self.holiday_country is not None:
            from sealcanvas.ml.series.features.holiday import check_country

            check_country(self.holiday_country)
        if self.time_zone is not None:
            from sealcanvas.ml.series.data.local_time import check_zone

            check_zone(self.time_zone)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that identify a series."""
        return (self.item, *self.groups)

    @property
    def levels(self) -> list[float]:
        """The quantiles in (0, 1), ascending."""
        return [_level(name) for name in self.quantiles]

    def fill_rule(self, side: str, column: str | None = None) -> str | None:
        """The filling of a side of a column (None: the target): a rule's name, a value as text, or None."""
        return transformations.rule_of(self.filling, column or self.target, side)

    def to_dict(self) -> dict[str, Any]:
        """JSON-able."""
        plain = {name: dict(getattr(self, name)) for name in _MAPPINGS}
        return asdict(self) | plain | {"filling": {k: dict(v) for k, v in self.filling.items()}}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "SeriesConfig":
        """From `to_dict`."""
        return cls(**values)


def _level(name: str) -> float:
    if not re.fullmatch(r"p[1-9]\d?", name):
        raise BadOption(f"There is no quantile '{name}'; give p1 to p99.")
    return int(name[1:]) / 100
