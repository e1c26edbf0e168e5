"""Labels as numbers: a label's code is its place in the list that the model keeps."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.errors import BadSeries
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.table import strings

Array = Any  # numpy.ndarray

# Rarer labels than these count as unknown.
_MOST_LABELS = 1_000
# Squares of greater numbers leave the range of floating point soon.
_MOST_SIZE = 1e100
# Share of a numeric column's texts that must be dates for it to count as one.
_DATES = 0.95


def labels_of(columns: list[Any]) -> list[str]:
    """The labels of a column that may lie in several tables, the most frequent first."""
    text = pa.chunked_array([strings(column.combine_chunks()) for column in columns], pa.string()).drop_null()
    counts = pc.value_counts(text.combine_chunks())
    names = counts.field("values").to_pylist()
    sizes = arrow.whole_numbers(counts.field("counts"))
    order = sorted(range(len(names)), key=lambda place: (-int(sizes[place]), names[place]))
    return [names[place] for place in order[:_MOST_LABELS]]


def encode(column: Any, name: str, kind: str, labels: list[str], target: str = "") -> Array:
    """Numbers, or codes of labels, NaN where missing or unknown; dates count in seconds, unless it is the target.

    Raises:
        BadSeries: numbers are none, or too large.
    """
    whole = column.combine_chunks()
    if kind == CATEGORICAL:
        encoded = strings(whole).dictionary_encode()
        codes = {label: float(code) for code, label in enumerate(labels)}
        table = np.array([codes.get(label, np.nan) for label in encoded.dictionary.to_pylist()] + [np.nan])
        return table[arrow.whole_numbers(encoded.indices, missing=-1)]
    values = numbers(whole)
    if np.isnan(values).all() and name != target and timestamps.readable_share(whole) >= _DATES:
        moments = timestamps.parse(whole)
        values = np.where(np.isnat(moments), np.nan, moments.astype(np.int64) / 1e6)
    present = len(whole) - whole.null_count
    if int((~np.isnan(values)).sum()) < 0.5 * present:
        raise BadSeries(f"The column '{name}' must hold numbers; make it categorical or leave it out.")
    if present and np.nanmax(np.abs(values), initial=0) > _MOST_SIZE:
        raise BadSeries(f"The column '{name}' holds a number beyond ±{_MOST_SIZE:.0e}. Mend or leave out that row.")
    return values
