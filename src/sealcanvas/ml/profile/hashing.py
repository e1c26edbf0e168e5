"""64-bit numbers that stand for values: for counting distinct ones, not for secrecy."""

from typing import Any

import numpy as np
import pyarrow as pa

Array = Any  # numpy.ndarray

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_WORD = 8


def hash_numbers(values: Array) -> Array:
    """Of float64, [rows]; 0 and -0 are one number."""
    return mixed((values + 0.0).view(np.uint64))


def hash_texts(column: Any) -> Array:
    """Of a pyarrow array of strings without missing ones, word by word: all first eight bytes, then all second …"""
    if not len(column):
        return np.zeros(0, np.uint64)
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4).astype(np.int64)
    data = column.buffers()[2]
    raw = np.zeros((data.size if data is not None else 0) + _WORD, np.uint8)
    if data is not None:
        raw[: data.size] = np.frombuffer(data, np.uint8)
    words = np.ndarray(len(raw) - _WORD + 1, dtype="<u8", buffer=raw, strides=(1,))
    starts, lengths = offsets[:-1], np.diff(offsets)
    found = mixed(lengths.astype(np.uint64))
    rows = np.flatnonzero(lengths > 0)
    at = 0
    while len(rows):
        word = words[starts[rows] + at]
        left = lengths[rows] - at
        short = left < _WORD
        if short.any():
            word[short] &= (np.uint64(1) << (left[short].astype(np.uint64) * np.uint64(8))) - np.uint64(1)
        found[rows] = mixed(found[rows] ^ word)
        at += _WORD
        rows = rows[left > _WORD]
    return found


def mixed(state: Array) -> Array:
    """SplitMix64's finish (Steele, Lea and Flood, 2014)."""
    with np.errstate(over="ignore"):
        state = state + _MULTIPLIER
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return state ^ (state >> np.uint64(31))


def whole(column: Any) -> Any:
    """One Arrow array of a chunked one."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
