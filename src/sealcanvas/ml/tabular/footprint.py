"""How much memory training takes for each row, so that whoever reads rows keeps no more than can be learnt from."""

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType, column_type
from sealcanvas.ml.table import Table, strings

_LOOKED_AT = 100_000
# Columns of the gap-free view that linear models and nets learn from (`dense.py`): a number and its flag, the parts of
# a date, a text's dimensions; categories are spread over as many as there are, up to 40.
_NUMBER, _DATE, _PROSE, _MOST_SPREAD = 2, 8, 24, 40
# Bytes of a row for each of them (the view in double precision, standardised, and once more on the way), for each
# encoded column (the matrix, a fold's rows, what a library makes of them), and for each class (the answers of the
# candidates). Measured on 570,000 rows of 12 columns: docs/ml.md, "Large tables". A model of all rows takes a quarter
# more than one of a fold's.
_DENSE, _ENCODED, _CLASS = 30, 30, 72


def bytes_per_row(table: Table, target: str, *, numeric: bool) -> int:
    """An estimate from above for the costliest learner.

    Args:
        table: rows to train on; some are looked at.
        target: its column that is to be predicted, if it is there.
        numeric: whether that is a number, not a label.
    """
    some = table.take(arrow.column(_spread(table.num_rows)))
    total = 0
    for name in some.column_names:
        column = some[name]
        if name == target:
            labels = 1 if numeric else max(2, pc.count_distinct(column).as_py())
            total += _CLASS * labels
            continue
        match column_type(column):
            case ColumnType.NUMERIC:
                width, encoded = _NUMBER, 1
            case ColumnType.DATETIME:
                width, encoded = _DATE, _DATE
            case ColumnType.TEXT:
                width, encoded = _PROSE, _PROSE
            case _:
                width, encoded = min(_MOST_SPREAD, pc.count_distinct(strings(column)).as_py() + 1), 1
        total += _DENSE * width + _ENCODED * encoded
    return total


def _spread(rows: int) -> np.ndarray:
    return np.linspace(0, max(rows - 1, 0), min(rows, _LOOKED_AT)).astype(np.int64)
