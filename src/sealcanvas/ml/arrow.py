"""Between Arrow and numpy through buffers: pyarrow's own conversions import pandas, a second in a fresh process."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = Any  # numpy.ndarray

_NUMPY = {"f": pa.float64(), "i": pa.int64(), "u": pa.int64()}


def present(column: Any) -> Array:
    """Whether each value is there, bool [rows]."""
    return _view(_whole(column).is_valid().cast(pa.uint8()), np.uint8).astype(bool)


def floats(column: Any) -> Array:
    """A column of numbers or booleans as float64, NaN where missing."""
    whole = _whole(column)
    values = _view(whole.cast(pa.float64(), safe=False), np.float64).copy()
    values[~present(whole)] = np.nan
    return values


def whole_numbers(column: Any, missing: int = -1) -> Array:
    """A column of integers as int64, `missing` where missing."""
    whole = _whole(column)
    values = _view(whole.cast(pa.int64()), np.int64).copy()
    values[~present(whole)] = missing
    return values


def moments(column: Any) -> Array:
    """A column of timestamps or dates as datetime64[us], NaT where missing."""
    whole = _whole(column)
    zone = whole.type.tz if pa.types.is_timestamp(whole.type) else None
    values = _view(whole.cast(pa.timestamp("us", zone), safe=False), "datetime64[us]").copy()
    values[~present(whole)] = np.datetime64("NaT", "us")
    return values


def column(values: Array) -> Any:
    """Numbers or datetime64[D] or [s], [rows], none missing, as an Arrow array."""
    if values.dtype == np.dtype("datetime64[D]"):
        return pa.Array.from_buffers(pa.date32(), len(values), [None, pa.py_buffer(values.astype(np.int32))])
    if values.dtype == np.dtype("datetime64[s]"):
        return pa.Array.from_buffers(pa.timestamp("s"), len(values), [None, pa.py_buffer(values.astype(np.int64))])
    kind = _NUMPY[values.dtype.kind]
    wide = np.ascontiguousarray(values, dtype=np.float64 if kind == pa.float64() else np.int64)
    return pa.Array.from_buffers(kind, len(wide), [None, pa.py_buffer(wide)])


def times(values: Array) -> Any:
    """datetime64[us], [rows], NaT where missing, as an Arrow array of timestamps."""
    wide = pa.py_buffer(np.ascontiguousarray(values, dtype="datetime64[us]").view(np.int64))
    return keep(pa.Array.from_buffers(pa.timestamp("us"), len(values), [None, wide]), mask(~np.isnat(values)))


def mask(values: Array) -> Any:
    """Booleans, [rows], as an Arrow array."""
    return pa.Array.from_buffers(pa.uint8(), len(values), [None, pa.py_buffer(values.astype(np.uint8))]).cast(
        pa.bool_()
    )


def mask_of(values: Sequence[bool]) -> Any:
    """Python's booleans as an Arrow array."""
    return mask(np.fromiter(values, dtype=bool, count=len(values)))


def surely(column: Any) -> Any:
    """Booleans, missing ones as false."""
    return pc.coalesce(column, mask(np.zeros(1, bool))[0])


def texts(values: Sequence[str]) -> Any:
    """Strings, none missing, as an Arrow array."""
    encoded = [value.encode() for value in values]
    ends = np.concatenate([[0], np.cumsum([len(value) for value in encoded], dtype=np.int64)])
    if ends[-1] < 1 << 31:
        parts = [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(b"".join(encoded))]
        return pa.Array.from_buffers(pa.string(), len(encoded), parts)
    parts = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(encoded), parts)


def keep(values: Any, mask: Any) -> Any:
    """Values where the mask is true, else missing."""
    return pc.if_else(mask, values, pa.nulls(1, values.type)[0])


def _whole(values: Any) -> Any:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _view(values: Any, kind: Any) -> Array:
    """The data buffer of a primitive array; undefined where a value is missing."""
    data = values.buffers()[1]
    if data is None or not len(values):
        return np.zeros(len(values), dtype=kind)
    width = np.dtype(kind).itemsize
    return np.frombuffer(data, dtype=kind, count=len(values), offset=values.offset * width)
