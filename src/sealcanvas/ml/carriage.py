"""A parcel as bytes: a JSON header, then text and arrays as they lie in memory.

By columns or by rows, and at addresses that suit numbers: linear algebra rounds otherwise where either differs, and a
helper's model must be this process's to the last bit.
"""

import json
from typing import Any, Literal

import numpy as np

from sealcanvas.ml.executor import Parcel

# Booleans, whole numbers and floats: nothing that could hold an object.
_KINDS = "biuf"
_LENGTH = 8
_ALIGNED = 8  # bytes


class NoParcel(ValueError):
    """Bytes are no parcel."""


def to_bytes(parcel: Parcel) -> bytes:
    """The parcel, to be read by `from_bytes`. Raises TypeError for an array of objects, and what JSON cannot say."""
    orders = {name: _order(array) for name, array in parcel.arrays.items()}
    arrays = {name: np.asarray(array, order=orders[name]) for name, array in parcel.arrays.items()}
    for name, array in arrays.items():
        if array.dtype.kind not in _KINDS:
            raise TypeError(f"the array '{name}' does not hold numbers")
    text = parcel.text.encode()
    header = {
        "info": parcel.info,
        "text": len(text),
        "arrays": [[name, array.dtype.str, array.shape, orders[name]] for name, array in arrays.items()],
    }
    head = json.dumps(header, ensure_ascii=False).encode()
    parts: list[bytes | memoryview] = [len(head).to_bytes(_LENGTH, "big"), head, text]
    parts.append(b"\0" * _gap(sum(map(len, parts))))
    for name, array in arrays.items():
        parts += [array.reshape(-1, order=orders[name]).view(np.uint8).data, b"\0" * _gap(array.nbytes)]
    return b"".join(parts)


def _order(array: Any) -> Literal["C", "F"]:
    return "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"


def _gap(size: int) -> int:
    return -size % _ALIGNED


def from_bytes(data: bytes | memoryview) -> Parcel:
    """The inverse of `to_bytes`; arrays look into `data` and cannot be written to. Raises NoParcel."""
    view = memoryview(data)
    try:
        size = int.from_bytes(view[:_LENGTH], "big")
        header = json.loads(bytes(view[_LENGTH : _LENGTH + size]))
        at = _LENGTH + size
        text = bytes(view[at : at + header["text"]]).decode()
        at += header["text"]
        at += _gap(at)
        arrays: dict[str, Any] = {}
        for name, kind, shape, order in header["arrays"]:
            dtype = np.dtype(kind)
            if dtype.kind not in _KINDS:
                raise NoParcel("an array does not hold numbers")
            count = int(np.prod(shape, dtype=np.int64))
            flat = np.frombuffer(view, dtype, count, at) if count else np.empty(0, dtype)
            arrays[name] = flat.reshape(shape, order=order)
            at += count * dtype.itemsize + _gap(count * dtype.itemsize)
    except (KeyError, TypeError, ValueError) as error:
        raise NoParcel("these bytes are no parcel") from error
    if at != len(view):
        raise NoParcel("these bytes are no parcel")
    return Parcel(header["info"], arrays, text)
