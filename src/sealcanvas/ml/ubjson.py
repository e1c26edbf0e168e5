"""Writing UBJSON (draft 12, https://ubjson.org), as much of it as XGBoost's model format uses."""

from functools import cache
from typing import Any

import numpy as np

# https://ubjson.org/type-reference/container-types/#optimized-format
_KINDS = {"f4": b"d", "i4": b"l", "i8": b"L", "u1": b"U"}


def dumps(value: Any) -> bytes:
    """Of dicts with text keys, lists, text, whole numbers, and numpy arrays of one dimension (see `_KINDS`)."""
    parts: list[bytes] = []
    _write(value, parts)
    return b"".join(parts)


def swapped(array: Any) -> Any:
    """The array as it is written, its bytes the other way round: its slices then cost no more than a copy."""
    return array.astype(array.dtype.newbyteorder(">"))


def _write(value: Any, parts: list[bytes]) -> None:
    if isinstance(value, np.ndarray):
        parts += (b"[$", _KINDS[value.dtype.str[1:]], b"#", _whole(len(value)), swapped(value).tobytes())
    elif isinstance(value, dict):
        parts.append(b"{")
        for name, member in value.items():
            parts.append(_key(name))
            _write(member, parts)
        parts.append(b"}")
    elif isinstance(value, list):
        parts += (b"[#", _whole(len(value)))
        for member in value:
            _write(member, parts)
    elif isinstance(value, str):
        parts += (b"S", _text(value))
    elif isinstance(value, int):
        parts.append(_whole(value))
    else:
        raise TypeError(f"No way to write {type(value).__name__}.")


@cache
def _key(name: str) -> bytes:
    return _text(name)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _whole(len(encoded)) + encoded


def _whole(value: int) -> bytes:
    return b"L" + value.to_bytes(8, "big", signed=True)
