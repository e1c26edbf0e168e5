"""What a profile tells."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ColumnProfile:
    """One column: `type` is Numeric, Categorical, Text, Datetime or Boolean.

    `missing` counts values that do not fit the type too; `mismatched` counts those alone. `unique` is exact up to some
    4,000 values; beyond, `approximate` is true and it is an estimate (standard error 0.8 %).
    `minimum`/`maximum` are numbers or ISO 8601 timestamps; `mean` and `deviation` are for numbers only, `quantiles`
    too: by per cent, each at most 0.5 % of the rows away from its true rank. `top` holds up to 10 (value, count) pairs
    for the others, most frequent first. `histogram` has up to 20 equal bins: `edges` (one more than `counts`; numbers,
    or seconds since 1970 for timestamps). `correlation` is with the target, where one was named: see `correlation.py`.
    """

    name: str
    type: str
    missing: int
    unique: int
    minimum: float | str | None = None
    maximum: float | str | None = None
    mean: float | None = None
    deviation: float | None = None
    top: list[tuple[str, int]] = field(default_factory=list)
    histogram: dict[str, list[float]] | None = None
    mismatched: int = 0
    quantiles: dict[str, float] | None = None
    approximate: bool = False
    correlation: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, without the fields that the type does not have."""
        values = {
            "min": self.minimum,
            "max": self.maximum,
            "mean": self.mean,
            "deviation": self.deviation,
            "top": [list(pair) for pair in self.top] or None,
            "histogram": self.histogram,
            "mismatched": self.mismatched or None,
            "quantiles": self.quantiles,
            "approximate": self.approximate or None,
            "correlation": self.correlation,
        }
        known = {key: value for key, value in values.items() if value is not None}
        return {"name": self.name, "type": self.type, "missing": self.missing, "unique": self.unique, **known}


@dataclass(frozen=True)
class TableProfile:
    """Rows and columns of a table."""

    rows: int
    columns: list[ColumnProfile]

    def to_dict(self) -> dict[str, Any]:
        """{"rows", "columns": [{"name", "type", "missing", "unique", "min", "max", "mean", …}]}, JSON-able."""
        return {"rows": self.rows, "columns": [column.to_dict() for column in self.columns]}
