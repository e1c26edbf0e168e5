"""What a table holds, column by column."""

from dataclasses import dataclass, field
from typing import Any

Table = Any  # pyarrow.Table; pyarrow ships no type information


@dataclass(frozen=True)
class ColumnProfile:
    """One column: `type` is Numeric, Categorical, Text, Datetime or Boolean.

    `minimum`/`maximum` are numbers or ISO 8601 timestamps; `mean` and `deviation` are for numbers only; `top` holds
    up to 10 (value, count) pairs for the others; `histogram` has up to 20 equal bins: `edges` (one more than
    `counts`; numbers, or seconds since 1970 for timestamps).
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


@dataclass(frozen=True)
class TableProfile:
    """Rows and columns of a table."""

    rows: int
    columns: list[ColumnProfile]

    def to_dict(self) -> dict[str, Any]:
        """{"rows", "columns": [{"name", "type", "missing", "unique", "min", "max", "mean", …}]}, JSON-able."""
        raise NotImplementedError


def profile(table: Table) -> TableProfile:
    """Profile every column of a pyarrow.Table; imports no learning library."""
    raise NotImplementedError
