"""A view without gaps for models that need one: missing values filled and flagged, categories spread out."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.features import Layout

Array = Any  # numpy.ndarray

_MOST_SPREAD = 40


@dataclass(frozen=True)
class Dense:
    """Fitted on training rows: `fill` [width] medians, `flagged` columns that had gaps, `spread` [columns, codes]."""

    fill: Array
    flagged: Array
    spread: Array

    @classmethod
    def fit(cls, matrix: Array, layout: Layout, most_spread: int = _MOST_SPREAD) -> Self:
        """The `most_spread` most frequent codes of each category column become columns of 0 and 1."""
        missing = np.isnan(matrix)
        fill = np.zeros(matrix.shape[1])
        for index in range(matrix.shape[1]):
            known = matrix[~missing[:, index], index]
            fill[index] = -1.0 if layout.sizes[index] else (float(np.median(known)) if len(known) else 0.0)
        flagged = [index for index in range(matrix.shape[1]) if missing[:, index].any() and not layout.sizes[index]]
        spread = [
            (index, code) for index in layout.categorical for code in range(min(layout.sizes[index], most_spread))
        ]
        return cls(fill, np.array(flagged, dtype=np.int64), np.array(spread, dtype=np.int64).reshape(-1, 2))

    def view(self, matrix: Array, codes: bool) -> Array:
        """[rows, …]: filled columns (without the codes themselves unless `codes`), flags, spread categories."""
        missing = np.isnan(matrix)
        filled: Array = np.where(missing, self.fill, matrix)
        flags = missing[:, self.flagged].astype(np.float64)
        spread = (filled[:, self.spread[:, 0]] == self.spread[:, 1]).astype(np.float64)
        if not codes:
            filled = np.delete(filled, np.unique(self.spread[:, 0]), axis=1)
        return np.hstack([filled, flags, spread])

    def arrays(self) -> dict[str, Array]:
        """For storage."""
        return {"fill": self.fill, "flagged": self.flagged, "spread": self.spread}

    @classmethod
    def load(cls, arrays: dict[str, Array]) -> Self:
        """The inverse of `arrays`."""
        return cls(arrays["fill"], arrays["flagged"], arrays["spread"])
