"""Prediction through LightGBM's C API alone: `import lightgbm` would load pandas and scikit-learn (seconds).

Functions as declared in LightGBM's include/LightGBM/c_api.h (stable since version 2).
"""

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadBundle

Array = Any  # numpy.ndarray

_FLOAT64 = 1
_NORMAL, _CONTRIBUTIONS = 0, 3
_ROW_MAJOR = 1


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
        return self._run(matrix, _NORMAL, 1)

    def contributions(self, matrix: Array) -> Array:
        """TreeSHAP values [rows, classes, columns + 1]; the last column is the expected value."""
        width = matrix.shape[1] + 1
        return self._run(matrix, _CONTRIBUTIONS, width).reshape(len(matrix), -1, width)

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


def _call(function: str, *arguments: Any) -> None:
    library = _library()
    if getattr(library, function)(*arguments) != 0:
        raise BadBundle(f"A LightGBM part of the model cannot be used: {library.LGBM_GetLastError().decode():.200}")


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
