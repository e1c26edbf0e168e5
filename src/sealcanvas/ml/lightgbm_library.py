"""LightGBM through its C API alone: `import lightgbm` would load pandas and scikit-learn (seconds).

Functions as declared in LightGBM's include/LightGBM/c_api.h (stable since version 2).
"""

import ctypes
import importlib.util
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.heed import Heed

Array = Any  # numpy.ndarray

_FLOAT32, _FLOAT64 = 0, 1
_NORMAL, _CONTRIBUTIONS = 0, 3
_ROW_MAJOR = 1


class LightGBMFailed(RuntimeError):
    """The library said no; its words may hold values of the data."""


class BoosterText:
    """A LightGBM model in its text format, loaded at the first prediction."""

    def __init__(self, text: str, threads: int = 1) -> None:
        self.text = text
        self._threads = threads
        self._handle: ctypes.c_void_p | None = None
        self._classes = 1

    def __reduce__(self) -> Any:
        """A native handle does not travel."""
        raise TypeError("A loaded booster cannot be pickled; keep its text.")

    def __del__(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            _library().LGBM_BoosterFree(handle)

    def predict(self, matrix: Array) -> Array:
        """Transformed scores: [rows] or [rows, classes]."""
        with _usable():
            return self._run(matrix, _NORMAL, 1)

    def contributions(self, matrix: Array) -> Array:
        """TreeSHAP values [rows, classes, columns + 1]; the last column is the expected value."""
        width = matrix.shape[1] + 1
        with _usable():
            return self._run(matrix, _CONTRIBUTIONS, width).reshape(len(matrix), -1, width)

    def splits(self) -> Array:
        """How often the trees split on each column, [columns]."""
        handle, count = self._loaded(), ctypes.c_int(0)
        _call("LGBM_BoosterGetNumFeature", handle, ctypes.byref(count))
        found = np.zeros(count.value)
        place = found.ctypes.data_as(ctypes.c_void_p)
        _call("LGBM_BoosterFeatureImportance", handle, ctypes.c_int(0), ctypes.c_int(0), place)
        return found

    def _run(self, matrix: Array, kind: int, width: int) -> Array:
        handle = self._loaded()
        data = np.ascontiguousarray(matrix, dtype=np.float64)
        rows, columns = data.shape
        result = np.empty(rows * width * self._classes)
        if not rows:
            return result.reshape(0, self._classes) if self._classes > 1 else result
        length = ctypes.c_int64(0)
        _call(
            "LGBM_BoosterPredictForMat",
            handle,
            data.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_int(_FLOAT64),
            ctypes.c_int32(rows),
            ctypes.c_int32(columns),
            ctypes.c_int(_ROW_MAJOR),
            ctypes.c_int(kind),
            ctypes.c_int(0),
            ctypes.c_int(-1),
            f"num_threads={self._threads} verbosity=-1".encode(),
            ctypes.byref(length),
            result.ctypes.data_as(ctypes.c_void_p),
        )
        return result.reshape(rows, self._classes) if self._classes > 1 and kind == _NORMAL else result

    def _loaded(self) -> ctypes.c_void_p:
        if self._handle is None:
            handle, iterations, classes = ctypes.c_void_p(), ctypes.c_int(0), ctypes.c_int(0)
            _call(
                "LGBM_BoosterLoadModelFromString",
                self.text.encode(),
                ctypes.byref(iterations),
                ctypes.byref(handle),
            )
            self._handle = handle
            _call("LGBM_BoosterGetNumClasses", handle, ctypes.byref(classes))
            self._classes = classes.value
        return self._handle


class Rows:
    """Rows as LightGBM holds them: `matrix` [rows, columns] with NaN for missing, put into bins.

    `parameters` as for `boost`, with `categorical` columns of codes; `like`: rows whose bins these are to share.
    """

    def __init__(
        self,
        matrix: Array,
        target: Array,
        weight: Array | None,
        parameters: dict[str, Any],
        categorical: Sequence[int] = (),
        like: "Rows | None" = None,
    ) -> None:
        self._handle: ctypes.c_void_p | None = None
        data, handle = np.ascontiguousarray(matrix, dtype=np.float64), ctypes.c_void_p()
        if categorical:
            parameters = parameters | {"categorical_feature": ",".join(map(str, categorical))}
        _call(
            "LGBM_DatasetCreateFromMat",
            data.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_int(_FLOAT64),
            ctypes.c_int32(data.shape[0]),
            ctypes.c_int32(data.shape[1]),
            ctypes.c_int(_ROW_MAJOR),
            _told(parameters),
            None if like is None else like._handle,
            ctypes.byref(handle),
        )
        self._handle = handle
        for name, values in (("label", target), ("weight", weight)):
            if values is not None:
                own = np.ascontiguousarray(values, dtype=np.float32)
                place = own.ctypes.data_as(ctypes.c_void_p)
                _call(
                    "LGBM_DatasetSetField", handle, name.encode(), place, ctypes.c_int(len(own)), ctypes.c_int(_FLOAT32)
                )

    def __del__(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            _library().LGBM_DatasetFree(handle)


def boost(parameters: dict[str, Any], train: Rows, valid: Rows | None, most: int, heed: Heed) -> str:
    """Train up to `most` rounds; the model of the rounds to keep as text.

    Args:
        heed: is told each round's number (1 first) and its loss on `valid` (NaN without); a number ends training and
            is how many rounds to keep, None goes on. It may ask for another learning rate (`pace`) after each round.
    """
    booster, over, length, loss = ctypes.c_void_p(), ctypes.c_int(0), ctypes.c_int(0), ctypes.c_double(np.nan)
    _call("LGBM_BoosterCreate", train._handle, _told(parameters), ctypes.byref(booster))
    try:
        if valid is not None:
            _call("LGBM_BoosterAddValidData", booster, valid._handle)
        keep: int | None = None
        for number in range(most):
            _call("LGBM_BoosterUpdateOneIter", booster, ctypes.byref(over))
            if valid is not None:
                _call("LGBM_BoosterGetEval", booster, ctypes.c_int(1), ctypes.byref(length), ctypes.byref(loss))
            keep = heed(number + 1, loss.value)
            if keep is not None or over.value:
                break
            rate = heed.pace(number + 1, parameters["learning_rate"])
            if rate is not None:
                _call("LGBM_BoosterResetParameter", booster, _told({"learning_rate": rate}))
        return _text(booster, keep)
    finally:
        _library().LGBM_BoosterFree(booster)


def _text(booster: ctypes.c_void_p, rounds: int | None) -> str:
    length, size = ctypes.c_int64(0), 1 << 20
    while True:
        text = ctypes.create_string_buffer(size)
        _call(
            "LGBM_BoosterSaveModelToString",
            booster,
            ctypes.c_int(0),
            ctypes.c_int(rounds or -1),
            ctypes.c_int(0),
            ctypes.c_int64(size),
            ctypes.byref(length),
            text,
        )
        if length.value <= size:
            break
        size = length.value
    return _without_threads(text.value.decode())


def _without_threads(text: str) -> str:
    """The trees do not depend on the number of threads, so that the text must not."""
    return re.sub(r"^\[num_threads: -?\d+\]\n", "", text, flags=re.MULTILINE)


def _told(parameters: dict[str, Any]) -> bytes:
    return " ".join(f"{name}={str(value).lower()}" for name, value in parameters.items()).encode()


@contextmanager
def _usable() -> Iterator[None]:
    """Raises BadBundle where the library cannot use a stored model."""
    try:
        yield
    except LightGBMFailed as error:
        raise BadBundle(f"A LightGBM part of the model cannot be used: {error}") from error


def _call(function: str, *arguments: Any) -> None:
    library = _library()
    if getattr(library, function)(*arguments) != 0:
        raise LightGBMFailed(library.LGBM_GetLastError().decode()[:200])


@cache
def _library() -> Any:
    """The shared library inside the installed lightgbm package, found without importing the package."""
    spec = importlib.util.find_spec("lightgbm")
    places = spec.submodule_search_locations if spec is not None else None
    found = next((path for place in places or () for path in sorted(Path(place).glob("**/*lib_lightgbm.*"))), None)
    if found is None:
        raise ImportError("lightgbm is not installed")
    library = ctypes.CDLL(str(found))
    library.LGBM_GetLastError.restype = ctypes.c_char_p
    return library
