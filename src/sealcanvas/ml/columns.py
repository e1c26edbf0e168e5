"""What a column holds, beyond its Arrow type: numbers written as text, dates, categories, prose."""

from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow, timestamps

Array = Any  # numpy.ndarray


class ColumnType(StrEnum):
    """Canvas's data types."""

    NUMERIC = "Numeric"
    CATEGORICAL = "Categorical"
    TEXT = "Text"
    DATETIME = "Datetime"
    BOOLEAN = "Boolean"


# Share of the values that must read as a number or date for a text column to count as one; the rest is then missing.
_ENOUGH = 0.95
_SAMPLE = 5000
# Prose: at least this many words (or, without spaces, characters) on average, and mostly different values.
_WORDS, _CHARACTERS, _DISTINCT = 4.0, 30.0, 0.3


def column_type(column: Any) -> ColumnType:
    """The type of a pyarrow column; a column without any value is Categorical."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return ColumnType.BOOLEAN
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return ColumnType.NUMERIC
    if pa.types.is_temporal(kind):
        return ColumnType.DATETIME
    head = _spread(column.drop_null())
    if not len(head):
        return ColumnType.CATEGORICAL
    if np.mean(~np.isnan(numbers(head))) >= _ENOUGH and not _has_codes(head):
        return ColumnType.NUMERIC
    if not _has_codes(head) and timestamps.readable_share(head) >= _ENOUGH:
        return ColumnType.DATETIME
    words = float(pc.mean(pc.count_substring(head, " ")).as_py()) + 1
    characters = float(pc.mean(pc.utf8_length(head)).as_py())
    distinct = pc.count_distinct(head).as_py() / len(head)
    if (words >= _WORDS or characters >= _CHARACTERS) and distinct >= _DISTINCT:
        return ColumnType.TEXT
    return ColumnType.CATEGORICAL


def _spread(column: Any) -> Any:
    """At most `_SAMPLE` values from everywhere: files are often sorted."""
    if len(column) <= _SAMPLE:
        return column
    return column.take(arrow.column(np.linspace(0, len(column) - 1, _SAMPLE).astype(np.int64)))


def numbers(column: Any) -> Array:
    """A column as float64 with NaN for missing; text is read as numbers where it is one ("1,234.5" too)."""
    kind = column.type
    if pa.types.is_string(kind):
        text = pc.utf8_trim_whitespace(column)
        grouped = pc.match_substring_regex(text, r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
        text = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
        fits = pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
        column = arrow.keep(text, fits)
        column = pc.if_else(pc.starts_with(column, "+"), pc.utf8_slice_codeunits(column, 1), column)
    elif pa.types.is_temporal(kind):
        moments = timestamps.parse(column)
        seconds = moments.astype(np.int64) / 1e6
        return np.where(np.isnat(moments), np.nan, seconds)
    result = arrow.floats(column)
    result[~np.isfinite(result)] = np.nan
    return result


def _has_codes(column: Any) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, r"^0\d+$")).as_py())
