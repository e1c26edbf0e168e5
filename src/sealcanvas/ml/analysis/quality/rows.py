"""Faults that show when rows, or columns, are compared with each other."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.analysis.quality.finding import Finding
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray

_HEAD = 20


def row_findings(table: Table, target: str | None, beat: Callable[[], None]) -> list[Finding]:
    """Equal rows, equal rows with another target, equal columns, and that no row is complete."""
    rows = table.num_rows
    known, marks = np.ones(rows, dtype=bool), {}
    for name in table.column_names:
        beat()
        column = table[name].combine_chunks()
        marks[name] = _marks(column)
        # What is empty throughout is a fault of its own.
        if column.null_count < rows:
            known &= arrow.present(column)
    found = _equal_columns(table, marks, target)
    if not known.any():
        message = "Every row misses some value."
        action = "Fill in values, or leave out the columns that miss most; models here mind gaps, Canvas asks for some."
        found.append(Finding("NoCompleteRows", "warning", None, rows, 1.0, message, action))
    features = [mark for name, mark in marks.items() if name != target]
    if not features:
        return found
    without = _mixed(features)
    whole = _mixed([without, marks[target]]) if target is not None else without
    distinct = len(np.unique(whole))
    if distinct < rows:
        same = rows - distinct
        message = f"{same:,} rows equal another row in every column."
        action = "Remove them unless they are meant: a copy can be on both sides of a fold, which flatters scores."
        found.append(Finding("DuplicateRows", "warning", None, same, same / rows, message, action))
    if target is not None:
        found += _conflicts(without, whole, rows)
    return found


def _conflicts(without: Array, whole: Array, rows: int) -> list[Finding]:
    """Rows whose columns are those of a row with another target."""
    _, first = np.unique(whole, return_index=True)
    _, place, counts = np.unique(without[first], return_inverse=True, return_counts=True)
    torn = without[first][counts[place] > 1]
    count = int(np.isin(without, torn).sum())
    if not count:
        return []
    message = f"{count:,} rows equal another row in every column but the target."
    action = "Nothing, if chance decides between them; else add the column that tells them apart."
    return [Finding("ConflictingRows", "info", None, count, count / rows, message, action)]


def _equal_columns(table: Table, marks: dict[str, Array], target: str | None) -> list[Finding]:
    first: dict[Any, str] = {}
    found = []
    for name, mark in marks.items():
        if name == target or (mark == mark[:1]).all():
            continue
        # Marks tell where values repeat, the head what they are.
        head = tuple(table[name].slice(0, _HEAD).to_pylist())
        key = (mark.tobytes(), head)
        if key in first and table[name].equals(table[first[key]]):
            message = f"The columns '{first[key]}' and '{name}' are equal."
            found.append(Finding("DuplicateColumn", "warning", name, len(mark), 1.0, message, "Leave one of them out."))
        first.setdefault(key, name)
    return found


def _marks(column: Any) -> Array:
    """A number for each value: equal within a column exactly where the values are; missing is a value."""
    coded = pc.dictionary_encode(column)
    return arrow.whole_numbers(pc.add(pc.fill_null(coded.indices.cast("int64"), -1), 1)).astype(np.uint64)


def _mixed(marks: list[Array]) -> Array:
    """One number for the marks of a row: SplitMix64's finaliser (Steele, Lea and Flood 2014), column by column."""
    total = np.zeros(len(marks[0]), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for mark in marks:
            total = (total ^ mark) + np.uint64(0x9E3779B97F4A7C15)
            total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            total = (total ^ (total >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            total ^= total >> np.uint64(31)
    return total
