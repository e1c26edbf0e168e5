"""Dates as their parts: those that vary in the training data."""

from typing import Any, Self

import numpy as np

from sealcanvas.ml import timestamps
from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.tabular.features.encoder import Array, Encoder


class MomentEncoder(Encoder):
    """Days since 1970, year, month, day of month, weekday, day of year, hour, minute: whichever vary."""

    kind = "moment"
    types = (ColumnType.DATETIME,)

    def __init__(self, kept: list[int], form: str) -> None:
        self._kept = kept
        self._form = form

    @classmethod
    def fit(cls, column: Any, seed: int) -> Self | None:  # noqa: ARG003 - the interface of all encoders
        """Keep the parts that vary."""
        form = timestamps.form_of(column)
        parts = _parts(column, form)
        with np.errstate(invalid="ignore"):
            known = [values[~np.isnan(values)] for values in parts.T]
        kept = [index for index, values in enumerate(known) if len(values) and values.min() < values.max()]
        return cls(kept, form) if kept else None

    def encode(self, column: Any) -> Array:
        """NaN in every part where the date is missing or unreadable."""
        return _parts(column, self._form)[:, self._kept]

    def sizes(self) -> list[int]:
        """Numbers all."""
        return [0] * len(self._kept)

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Positions of the kept parts, and how the dates are written."""
        return {"kept": self._kept, "form": self._form}, {}

    @classmethod
    def load(cls, info: dict[str, Any], arrays: dict[str, Array]) -> Self:  # noqa: ARG003 - the interface
        """From `state`."""
        return cls([int(index) for index in info["kept"]], str(info["form"]))


def _parts(column: Any, form: str) -> Array:
    moments = timestamps.parse(column, form)
    missing = np.isnat(moments)
    filled = np.where(missing, np.datetime64(0, "us"), moments)
    day, month, year = (filled.astype(f"datetime64[{unit}]") for unit in "DMY")
    minutes = (filled - day).astype("timedelta64[m]").astype(np.int64)
    values = np.column_stack(
        [
            filled.astype(np.int64) / 86_400e6,
            year.astype(np.int64) + 1970,
            month.astype(np.int64) % 12 + 1,
            (day - month).astype(np.int64) + 1,
            (day.astype(np.int64) + 3) % 7,
            (day - year).astype(np.int64) + 1,
            minutes // 60,
            minutes % 60,
        ]
    ).astype(np.float64)
    values[missing] = np.nan
    return values
