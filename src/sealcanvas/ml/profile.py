"""What a table holds, column by column."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.table import Table, strings

_BINS = 20
_TOP = 10


@dataclass(frozen=True)
class ColumnProfile:
    """One column: `type` is Numeric, Categorical, Text, Datetime or Boolean.

    `minimum`/`maximum` are numbers or ISO 8601 timestamps; `mean` and `deviation` are for numbers only; `top` holds
    up to 10 (value, count) pairs for the others; `histogram` has up to 20 equal bins: `edges` (one more than
    `counts`; numbers, or seconds since 1970 for timestamps). `missing` counts values that do not fit the type too.
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

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, without the fields that the type does not have."""
        values = {
            "min": self.minimum,
            "max": self.maximum,
            "mean": self.mean,
            "deviation": self.deviation,
            "top": [list(pair) for pair in self.top] or None,
            "histogram": self.histogram,
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


def profile(table: Table) -> TableProfile:
    """Profile every column of a pyarrow.Table; imports no learning library."""
    return TableProfile(table.num_rows, [_profile(name, table[name]) for name in table.column_names])


def _profile(name: str, column: Any) -> ColumnProfile:
    kind = column_type(column)
    if kind in (ColumnType.NUMERIC, ColumnType.DATETIME):
        return _profile_numbers(name, column, kind)
    known = column.drop_null()
    counts = pc.value_counts(known)
    labels, sizes = strings(counts.field("values")), arrow.whole_numbers(counts.field("counts"))
    order = np.argsort(-sizes, kind="stable")[:_TOP]
    top = [(labels[int(index)].as_py(), int(sizes[index])) for index in order]
    return ColumnProfile(name, str(kind), column.null_count, len(counts), top=top)


def _profile_numbers(name: str, column: Any, kind: ColumnType) -> ColumnProfile:
    if kind is ColumnType.DATETIME:
        from sealcanvas.ml import timestamps

        moments = timestamps.parse(column)
        known = moments[~np.isnat(moments)].astype(np.int64) / 1e6
    else:
        values = numbers(column)
        known = values[~np.isnan(values)]
    missing = len(column) - len(known)
    if not len(known):
        return ColumnProfile(name, str(kind), missing, 0)
    unique = len(np.unique(known))
    low, high = float(known.min()), float(known.max())
    edges = np.linspace(low, high, min(_BINS, unique) + 1) if high > low else np.array([low, low])
    counts = np.histogram(known, edges)[0] if high > low else np.array([len(known)])
    histogram = {"edges": [float(edge) for edge in edges], "counts": [float(count) for count in counts]}
    if kind is ColumnType.DATETIME:
        return ColumnProfile(name, str(kind), missing, unique, _iso(low), _iso(high), histogram=histogram)
    mean, deviation = float(known.mean()), float(known.std())
    return ColumnProfile(name, str(kind), missing, unique, low, high, mean, deviation, histogram=histogram)


def _iso(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s"))
