"""The sample weights of a table's rows."""

from typing import Any

import numpy as np

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray


def read_weight(table: Table, name: str) -> Array:
    """How much each row counts, [rows]; NaN where that is missing, no number or negative.

    A weight of 0 is NaN too: such a row has no say in training or in any metric.

    Raises:
        BadOption: there is no such column, or it holds no positive number.
    """
    if name not in table.column_names:
        raise BadOption(f"There is no column '{name}' to take sample weights from (names are case-sensitive).")
    values = numbers(table[name])
    usable = values > 0  # False for NaN
    if not usable.any():
        raise BadOption(f"The sample weight column '{name}' holds no positive number.")
    return np.where(usable, values, np.nan)


def weighed(table: Table, name: str) -> tuple[Table, Array]:
    """The rows that have a weight, and their weights, 1 on average.

    Raises:
        BadOption: see `read_weight`.
    """
    weight = read_weight(table, name)
    rows = np.flatnonzero(~np.isnan(weight))
    table = table if len(rows) == table.num_rows else table.take(arrow.column(rows))
    return table, weight[rows] / weight[rows].mean()
