"""The few Arrow types that tables have here, and any column as text."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import UnreadableFile


def plain_type(kind: Any) -> Any:
    """int64, double, bool, date32, timestamp or string for what Arrow may hold; None where it cannot be used."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return pa.float64()
    if pa.types.is_integer(kind):
        return pa.float64() if pa.types.is_unsigned_integer(kind) and kind.bit_width == 64 else pa.int64()
    if pa.types.is_date(kind):
        return pa.date32()
    if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind):
        return kind
    text = pa.types.is_large_string(kind) or pa.types.is_string(kind) or pa.types.is_string_view(kind)
    return pa.string() if text or pa.types.is_null(kind) or pa.types.is_time(kind) else None


def plain(column: Any, name: str, what: str) -> Any:
    """A column in its plain type. Raises UnreadableFile."""
    kind = plain_type(column.type)
    if kind is None:
        raise UnreadableFile(f"{what}: column '{name}' holds {column.type}, which cannot be used.")
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column if column.type == kind else column.cast(kind)


def strings(column: Any) -> Any:
    """Any column as strings, the way its values print in CSV: whole doubles without a fraction."""
    if not pa.types.is_floating(column.type):
        return column.cast(pa.string())
    values = arrow.floats(column)
    whole = (np.floor(values) == values) & (np.abs(values) < 2.0**53)
    written = arrow.column(np.where(whole, values, 0.0).astype(np.int64)).cast(pa.string())
    return pc.if_else(arrow.mask(whole), written, column.cast(pa.string()))
