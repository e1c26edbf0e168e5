"""Numbers as they are; missing values stay missing, as that may tell something itself."""

from typing import Any, Self

import numpy as np
import pyarrow as pa

from sealcanvas.ml.columns import ColumnType, numbers
from sealcanvas.ml.tabular.features.encoder import Array, Encoder
from sealcanvas.ml.tabular.features.origin import words

# Squares and single precision must hold what learners make of a number; beyond, only its sign tells something.
_MOST = 1e30


class NumberEncoder(Encoder):
    """One column of float64, kept within 1e30."""

    kind = "number"
    types = (ColumnType.NUMERIC,)

    @classmethod
    def fit(cls, column: Any, seed: int) -> Self | None:  # noqa: ARG003 - the interface of all encoders
        """Only looks whether the column varies."""
        values = cls().encode(column)
        return cls() if _varies(values[:, 0]) else None

    def encode(self, column: Any) -> Array:
        """Text that is no number becomes NaN."""
        return np.clip(numbers(column), -_MOST, _MOST)[:, None]

    def sizes(self) -> list[int]:
        """One number."""
        return [0]

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Nothing to keep."""
        return {}, {}

    @classmethod
    def load(cls, info: dict[str, Any], arrays: dict[str, Array]) -> Self:  # noqa: ARG003 - the interface
        """Nothing to read."""
        return cls()


class BooleanEncoder(NumberEncoder):
    """0 and 1, also from text such as "true" or "yes"."""

    kind = "boolean"
    types = (ColumnType.BOOLEAN,)

    def encode(self, column: Any) -> Array:
        """Booleans, numbers, or the usual words; anything else is NaN."""
        if pa.types.is_string(column.type):
            column = words(column)
        return numbers(column)[:, None]


def _varies(values: Array) -> bool:
    """Whether there are two distinct values, missing being one of them."""
    missing = np.isnan(values)
    known = values[~missing]
    return bool(len(known) and (missing.any() or known.min() < known.max()))
