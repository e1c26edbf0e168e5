"""Categories as codes in order of frequency, and for many categories how frequent each is."""

from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.table import strings
from sealcanvas.ml.tabular.features.encoder import Array, Encoder
from sealcanvas.ml.tabular.features.origin import meanings

# Above this many categories single occurrences are noise, and the frequency itself becomes a feature.
_MANY = 30
_MOST_KEPT = 20_000


class CategoryEncoder(Encoder):
    """Code 0 for the most frequent category, and so on; NaN for missing, rare and unseen ones."""

    kind = "category"
    types = (ColumnType.CATEGORICAL,)

    def __init__(self, labels: list[str], counts: Array) -> None:
        self._labels = arrow.texts(labels)
        self._counts = counts
        # The most frequent label of each meaning.
        first: dict[str, int] = {}
        for code, meaning in enumerate(meanings(self._labels.cast(pa.string())).to_pylist()):
            if meaning is not None:
                first.setdefault(meaning, code)
        self._meant = arrow.texts(list(first))
        self._codes = np.array(list(first.values()), dtype=np.int64)

    @classmethod
    def fit(cls, column: Any, seed: int) -> Self | None:  # noqa: ARG003 - the interface of all encoders
        """Count the categories; equal counts are ordered by label."""
        counted = pc.value_counts(strings(column).drop_null())
        found = sorted(
            zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True),
            key=lambda pair: (-pair[1], pair[0]),
        )
        if len(found) + (column.null_count > 0) < 2:
            return None
        if len(found) > _MANY:
            found = [pair for pair in found if pair[1] > 1][:_MOST_KEPT]
        if not found:
            return None
        return cls([label for label, _ in found], np.array([count for _, count in found], dtype=np.int64))

    def encode(self, column: Any) -> Array:
        """Codes, and log frequencies when there are many categories.

        A label that was not seen is the one of the same meaning (1.5 for "1.50"), if there is one.
        """
        text = strings(column)
        values = arrow.floats(pc.index_in(text, value_set=self._labels, skip_nulls=True))
        unseen = np.flatnonzero(np.isnan(values) & arrow.present(text))
        if len(unseen) and len(self._meant):
            places = arrow.floats(pc.index_in(meanings(text.take(arrow.column(unseen))), value_set=self._meant))
            known = ~np.isnan(places)
            values[unseen[known]] = self._codes[places[known].astype(np.int64)]
        if len(self._labels) <= _MANY:
            return values[:, None]
        known = ~np.isnan(values)
        frequency = np.zeros(len(values))
        frequency[known] = np.log1p(self._counts[values[known].astype(np.int64)])
        return np.column_stack([values, frequency])

    def sizes(self) -> list[int]:
        """Codes, then the frequency."""
        count = len(self._labels)
        return [count] if count <= _MANY else [count, 0]

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Labels in order of code, with their counts."""
        return {"labels": self._labels.to_pylist()}, {"counts": self._counts}

    @classmethod
    def load(cls, info: dict[str, Any], arrays: dict[str, Array]) -> Self:
        """From `state`."""
        return cls(info["labels"], arrays["counts"])
