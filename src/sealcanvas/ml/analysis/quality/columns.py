"""Faults of single columns, and of their names."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import timestamps
from sealcanvas.ml.analysis.quality.finding import Finding
from sealcanvas.ml.columns import ColumnType, numbers
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray

_MOSTLY = 0.5
_ID_SHARE = 0.98
_LEAST_ID_ROWS = 50
_MANY = 1_000
_FAR = 10.0


def name_findings(table: Table) -> list[Finding]:
    """Names that Canvas refuses."""
    return [
        Finding(
            "DoubleUnderscore",
            "info",
            name,
            1,
            1 / table.num_columns,
            f"The name '{name}' contains two underscores in a row, which Amazon's Canvas refuses.",
            "Nothing here; rename the column if the data is to be used there too.",
        )
        for name in table.column_names
        if "__" in name
    ]


def column_findings(
    table: Table, target: str | None, types: Mapping[str, ColumnType], *, series: bool, beat: Callable[[], None]
) -> list[Finding]:
    """Columns that tell nothing, too little, or the wrong thing."""
    found = []
    for name in table.column_names:
        beat()
        column = table[name].combine_chunks()
        if name == target:
            found += _case(column, name) if pa.types.is_string(column.type) else []
        else:
            found += _column(column, name, types[name], series=series)
    return found


def _column(column: Any, name: str, kind: ColumnType, *, series: bool) -> list[Finding]:
    rows, missing = len(column), column.null_count
    known = column.drop_null()
    if not len(known):
        message = f"The column '{name}' is empty."
        return [Finding("EmptyColumn", "info", name, rows, 1.0, message, "Leave it out; training does.")]
    distinct = pc.count_distinct(known).as_py()
    found = []
    if distinct == 1:
        message = f"The column '{name}' has one value alone."
        found.append(Finding("ConstantColumn", "info", name, rows, 1.0, message, "Leave it out."))
    if missing > _MOSTLY * rows:
        message = f"{missing / rows:.0%} of the column '{name}' is missing."
        action = "Fill it in, or leave it out; whether a value is there is learnt from."
        found.append(Finding("MostlyMissing", "warning", name, missing, missing / rows, message, action))
    if not series and _is_id(known, kind, distinct):
        message = f"The column '{name}' differs in (nearly) every row, as an id does."
        action = "Leave it out: it cannot help with rows that are not known yet."
        found.append(Finding("IdColumn", "warning", name, distinct, distinct / rows, message, action))
    elif kind is ColumnType.CATEGORICAL and distinct > _MANY:
        message = f"The column '{name}' has {distinct:,} categories."
        action = "Group them if you can; rare ones count as one."
        found.append(Finding("HighCardinality", "info", name, distinct, distinct / rows, message, action))
    if pa.types.is_string(column.type):
        found += _mismatched(known, name, kind, rows)
        found += _case(column, name) if kind is ColumnType.CATEGORICAL else []
    return found + (_outliers(known, name, rows) if kind is ColumnType.NUMERIC else [])


def _is_id(known: Any, kind: ColumnType, distinct: int) -> bool:
    """Text alike, or whole numbers that are nearly without gaps, different everywhere."""
    if len(known) < _LEAST_ID_ROWS or distinct < _ID_SHARE * len(known):
        return False
    if kind is ColumnType.CATEGORICAL:
        return True
    if kind is not ColumnType.NUMERIC or not pa.types.is_integer(known.type):
        return False
    values = numbers(known)
    return bool(values.max() - values.min() < 3 * len(values))


def _mismatched(known: Any, name: str, kind: ColumnType, rows: int) -> list[Finding]:
    if kind is ColumnType.NUMERIC:
        odd = int(np.isnan(numbers(known)).sum())
    elif kind is ColumnType.DATETIME:
        odd = int(np.isnat(timestamps.parse(known)).sum())
    else:
        return []
    if not odd:
        return []
    message = f"{odd:,} values of the column '{name}' are no {'numbers' if kind is ColumnType.NUMERIC else 'dates'}."
    action = "Correct them; as they are, they count as missing."
    return [Finding("MismatchedValues", "warning", name, odd, odd / rows, message, action)]


def _case(column: Any, name: str) -> list[Finding]:
    """Labels that are one but for case and outer spaces."""
    labels = pc.unique(strings(column).drop_null())
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(labels))
    more = len(labels) - pc.count_distinct(plain).as_py()
    if not more:
        return []
    message = f"{more:,} categories of '{name}' differ from others in case or outer spaces alone."
    return [Finding("InconsistentCase", "info", name, more, more / len(labels), message, "Write them alike.")]


def _outliers(known: Any, name: str, rows: int) -> list[Finding]:
    values = numbers(known)
    values = values[~np.isnan(values)]
    # Of numbers near the largest there are the bounds are infinite, and none lies outside.
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = np.quantile(values, [0.25, 0.75])
        reach = _FAR * (high - low)
        far = int(((values < low - reach) | (values > high + reach)).sum())
    # Where half of the values are equal there is no range to measure with.
    if not far or low == high:
        return []
    message = f"{far:,} values of the column '{name}' lie further than {_FAR:g} interquartile ranges from the others."
    return [Finding("Outliers", "info", name, far, far / rows, message, "Check them; correct or remove what is wrong.")]
