"""XGBoost through its C API alone: `import xgboost` would load pandas and scikit-learn (seconds).

Functions as declared in XGBoost's include/xgboost/c_api.h; models are in its UBJSON format.
"""

import ctypes
import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.heed import Heed

Array = Any  # numpy.ndarray

_VALUES, _MARGINS, _CONTRIBUTIONS = 0, 1, 2
_MISSING = float("nan")


class XGBoostFailed(RuntimeError):
    """The library said no; its words may hold values of the data."""


class Rows:
    """Rows as XGBoost holds them: `matrix` [rows, columns] with NaN for missing, `categorical` its columns of codes."""

    def __init__(
        self,
        matrix: Array,
        target: Array | None = None,
        weight: Array | None = None,
        categorical: Sequence[int] = (),
        threads: int = 1,
    ) -> None:
        self._handle: ctypes.c_void_p | None = None
        data, handle = np.ascontiguousarray(matrix, dtype=np.float32), ctypes.c_void_p()
        _call("XGDMatrixCreateFromDense", _interface(data), _config(missing=_MISSING, nthread=threads), _out(handle))
        self._handle = handle
        for name, values in (("label", target), ("weight", weight)):
            if values is not None:
                own = np.ascontiguousarray(values, dtype=np.float32)
                _call("XGDMatrixSetInfoFromInterface", handle, name.encode(), _interface(own))
        if len(categorical):
            kinds = [b"c" if column in set(categorical) else b"q" for column in range(data.shape[1])]
            told = (ctypes.c_char_p * len(kinds))(*kinds)
            _call("XGDMatrixSetStrFeatureInfo", handle, b"feature_type", told, ctypes.c_uint64(len(kinds)))

    def __del__(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            _library().XGDMatrixFree(handle)


class Booster:
    """Boosted trees, loaded from their UBJSON bytes at the first prediction."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self.model = model
        self._threads = threads
        self._handle: ctypes.c_void_p | None = None

    def __reduce__(self) -> Any:
        """A native handle does not travel."""
        raise TypeError("A loaded booster cannot be pickled; keep its bytes.")

    def __del__(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            _library().XGBoosterFree(handle)

    def predict(self, matrix: Array) -> Array:
        """Numbers or probabilities of the second class [rows], or of each class [rows, classes]; float64."""
        found = self._answered(matrix, _VALUES)
        return found[:, 0] if found.shape[1] == 1 else found

    def margins(self, matrix: Array) -> Array:
        """Scores before the link [rows, outputs], float64."""
        return self._answered(matrix, _MARGINS)

    def contributions(self, matrix: Array, categorical: Sequence[int] = ()) -> Array:
        """TreeSHAP values [rows, classes, columns + 1]; the last column is the expected value."""
        rows = Rows(matrix, categorical=categorical, threads=self._threads)
        config = _config(**_predicting(_CONTRIBUTIONS))
        with _usable():
            return _predicted("XGBoosterPredictFromDMatrix", self._loaded(), rows._handle, config)

    def _answered(self, matrix: Array, kind: int) -> Array:
        data = np.ascontiguousarray(matrix, dtype=np.float32)
        config = _config(**_predicting(kind), missing=_MISSING)
        with _usable():
            return _predicted("XGBoosterPredictFromDense", self._loaded(), _interface(data), config, None)

    def _loaded(self) -> ctypes.c_void_p:
        if self._handle is None:
            handle = ctypes.c_void_p()
            _call("XGBoosterCreate", None, ctypes.c_uint64(0), _out(handle))
            self._handle = handle
            _call("XGBoosterLoadModelFromBuffer", handle, self.model, ctypes.c_uint64(len(self.model)))
            _call("XGBoosterSetParam", handle, b"nthread", str(self._threads).encode())
        return self._handle


def boost(parameters: dict[str, Any], train: Rows, valid: Rows, most: int, heed: Heed) -> tuple[bytes, int]:
    """Train up to `most` rounds; the model of the rounds to keep as UBJSON, and their number.

    Args:
        heed: is told each round's number (1 first) and its loss on `valid`; a number ends training and is how many
            rounds to keep, None goes on. It may ask for another learning rate (`pace`) after each round.
    """
    both = (ctypes.c_void_p * 2)(train._handle, valid._handle)
    booster, kept, told = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_char_p()
    _call("XGBoosterCreate", both, ctypes.c_uint64(2), _out(booster))
    try:
        for name, value in parameters.items():
            _call("XGBoosterSetParam", booster, name.encode(), str(value).encode())
        keep: int | None = None
        for number in range(most):
            _call("XGBoosterUpdateOneIter", booster, ctypes.c_int(number), train._handle)
            names = (ctypes.c_char_p * 1)(b"valid")
            which = (ctypes.c_void_p * 1)(valid._handle)
            _call("XGBoosterEvalOneIter", booster, ctypes.c_int(number), which, names, ctypes.c_uint64(1), _out(told))
            assert told.value is not None
            keep = heed(number + 1, float(told.value.rsplit(b":", 1)[1]))
            if keep is not None:
                break
            rate = heed.pace(number + 1, parameters["learning_rate"])
            if rate is not None:
                _call("XGBoosterSetParam", booster, b"learning_rate", str(rate).encode())
        _call("XGBoosterSlice", booster, ctypes.c_int(0), ctypes.c_int(keep or 0), ctypes.c_int(1), _out(kept))
        length, place = ctypes.c_uint64(), ctypes.POINTER(ctypes.c_char)()
        _call("XGBoosterSaveModelToBuffer", kept, _config(format="ubj"), _out(length), _out(place))
        return ctypes.string_at(place, length.value), keep or most
    finally:
        for handle in (booster, kept):
            if handle.value is not None:
                _library().XGBoosterFree(handle)


def _predicting(kind: int) -> dict[str, Any]:
    return {"type": kind, "training": False, "iteration_begin": 0, "iteration_end": 0, "strict_shape": True}


def _predicted(function: str, *arguments: Any) -> Array:
    shape, dimensions = ctypes.POINTER(ctypes.c_uint64)(), ctypes.c_uint64()
    result = ctypes.POINTER(ctypes.c_float)()
    _call(function, *arguments, _out(shape), _out(dimensions), _out(result))
    sizes = tuple(shape[place] for place in range(dimensions.value))
    if not np.prod(sizes):
        return np.zeros(sizes)
    # The memory is the booster's, until its next prediction.
    return np.ctypeslib.as_array(result, shape=sizes).astype(np.float64)


def _interface(array: Array) -> bytes:
    """https://numpy.org/doc/stable/reference/arrays.interface.html as JSON."""
    place = array.__array_interface__
    return _config(data=[place["data"][0], True], shape=list(array.shape), typestr=place["typestr"], version=3)


def _config(**members: Any) -> bytes:
    return json.dumps(members).encode()


def _out(value: Any) -> Any:
    return ctypes.byref(value)


@contextmanager
def _usable() -> Iterator[None]:
    """Raises BadBundle where the library cannot use a stored model."""
    try:
        yield
    except XGBoostFailed as error:
        raise BadBundle(f"An XGBoost part of the model cannot be used: {error}") from error


def _call(function: str, *arguments: Any) -> None:
    library = _library()
    if getattr(library, function)(*arguments) != 0:
        raise XGBoostFailed(library.XGBGetLastError().decode()[:200])


@cache
def _library() -> Any:
    """The shared library inside the installed xgboost package, found without importing the package."""
    spec = importlib.util.find_spec("xgboost")
    places = spec.submodule_search_locations if spec is not None else None
    found = next((path for place in places or () for path in sorted(Path(place).glob("lib/*xgboost.*"))), None)
    if found is None:
        raise ImportError("xgboost is not installed")
    library = ctypes.CDLL(str(found))
    library.XGBGetLastError.restype = ctypes.c_char_p
    library.XGBSetGlobalConfig(b'{"verbosity": 0}')
    return library
