"""Columns whose type the caller declares: do their values bear it out?"""

from collections.abc import Mapping

import numpy as np

from sealcanvas.ml import timestamps
from sealcanvas.ml.columns import ColumnType, numbers
from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.table import Table

_ONE = {ColumnType.NUMERIC: "number", ColumnType.DATETIME: "date"}


def check_types(table: Table, types: Mapping[str, ColumnType]) -> list[str]:
    """Warnings of values that do not fit, and so count as missing; anything can be a category or a text.

    Raises:
        BadOption: not one value of a column fits.
    """
    warnings = []
    for name, kind in types.items():
        if kind not in _ONE:
            continue
        column = table[name].combine_chunks()
        read = np.isfinite(numbers(column)) if kind is ColumnType.NUMERIC else ~np.isnat(timestamps.parse(column))
        present, word = len(column) - column.null_count, kind.lower()
        if present and not read.any():
            raise BadOption(f"The column '{name}' is to be read as {word}, but holds no {_ONE[kind]}.")
        if present > read.sum():
            warnings.append(f"{present - int(read.sum())} values of '{name}' are not {word} and count as missing.")
    return warnings
