"""Which columns of a table mean what, and what to forecast."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.series.frequency import Frequency

MOST_HORIZON = 500
_SIDES = ("frontfill", "middlefill", "backfill", "futurefill")
_RULES = ("zero", "nan", "mean", "median", "min", "max", "value")
AGGREGATIONS = ("sum", "avg", "first", "min", "max")


@dataclass(frozen=True)
class SeriesConfig:
    """Column names, frequency and horizon of a forecast; raises BadOption where a setting is impossible.

    `frequency` in SageMaker's spelling: Y, M (or MS), W, D, H, min, each with an optional count ("30min", "2W").
    `horizon`: periods ahead, 1 to 500. `quantiles`: 1 to 5 of "p1" to "p99". `groups`: up to 5 further columns which
    with `item` identify a series. `filling`: target column → {"frontfill" | "middlefill" | "backfill": zero | nan |
    mean | median | min | max | a number as text | "value" with "<side>_value"}, as Transformations.Filling;
    without it, gaps inside a series become 0, as Canvas does. `aggregation`: target column → sum | avg | first | min |
    max for rows that fall into the same period. `holiday_country`: ISO 3166 code whose holidays become a feature.
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(self.groups))
        object.__setattr__(self, "quantiles", tuple(sorted(set(self.quantiles), key=_level)))
        Frequency.parse(self.frequency)
        names = [self.target, self.timestamp, self.item, *self.groups]
        if len(set(names)) < len(names):
            raise BadOption("Target, timestamp, item and group columns must be different columns.")
        if len(self.groups) > 5:
            raise BadOption("At most 5 group columns are allowed.")
        if not 1 <= self.horizon <= MOST_HORIZON:
            raise BadOption(f"The horizon must be 1 to {MOST_HORIZON} periods, not {self.horizon}.")
        if not 1 <= len(self.quantiles) <= 5:
            raise BadOption("Give 1 to 5 quantiles.")
        self._check_transformations()
        if self.holiday_country is not None:
            from sealcanvas.ml.series.holiday import check_country

            check_country(self.holiday_country)

    def _check_transformations(self) -> None:
        for column in (*self.filling, *self.aggregation):
            if column != self.target:
                raise BadOption(f"Only the target column '{self.target}' can be filled or aggregated, not '{column}'.")
        for side, rule in self.filling.get(self.target, {}).items():
            if side.removesuffix("_value") not in _SIDES or (rule not in _RULES and not _is_number(rule)):
                raise BadOption(f"There is no filling {side} = {rule} for '{self.target}'.")
        how = self.aggregation.get(self.target, "sum")
        if how not in AGGREGATIONS:
            raise BadOption(f"There is no aggregation '{how}'; choose one of {', '.join(AGGREGATIONS)}.")

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that identify a series."""
        return (self.item, *self.groups)

    @property
    def levels(self) -> list[float]:
        """The quantiles in (0, 1), ascending."""
        return [_level(name) for name in self.quantiles]

    def fill_rule(self, side: str) -> str | float | None:
        """The filling of a side: a rule's name, a number, or None where there is none."""
        rules = self.filling.get(self.target, {})
        rule = rules.get(side)
        if rule == "value":
            rule = rules.get(f"{side}_value", "0")
        return float(rule) if rule is not None and _is_number(rule) else rule

    def to_dict(self) -> dict[str, Any]:
        """JSON-able."""
        values = asdict(self)
        return values | {
            "filling": {k: dict(v) for k, v in self.filling.items()},
            "aggregation": dict(self.aggregation),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "SeriesConfig":
        """From `to_dict`."""
        return cls(**values)


def _level(name: str) -> float:
    if not re.fullmatch(r"p[1-9]\d?", name):
        raise BadOption(f"There is no quantile '{name}'; give p1 to p99.")
    return int(name[1:]) / 100


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None
